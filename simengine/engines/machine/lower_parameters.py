"""The parameters of a plan as instructions: uniforms, the copula, the experts, and what they are quantiles for."""

from __future__ import annotations

from dataclasses import dataclass

from simengine.distributions import Distribution, Law, Pool
from simengine.engines.machine.writer import Register, Writer
from simengine.plan.plan import Plan


@dataclass(slots=True)
class ParameterLowering:
    """Writes what is drawn before a path begins."""

    plan: Plan
    writer: Writer

    def write(self) -> dict[int, Register]:
        """All parameters; their registers by slot."""
        writer, plan = self.writer, self.plan
        rows = []
        for index, parameter in enumerate(plan.parameters):
            register = writer.new_register(parameter.name, pinned=True)
            rows.append(register)
            with writer.for_origin(f"parameters.{parameter.name}"):
                writer.write("uniform", register, index, *parameter.key)
        with writer.for_origin("parameter_correlations"):
            self._correlate(rows)
        expert = self._lower_expert()
        for parameter, register in zip(plan.parameters, rows, strict=True):
            with writer.for_origin(f"parameters.{parameter.name}"):
                self._lower_law(parameter.distribution, register, expert)
            writer.fixed.add(register.number)
        found = {parameter.slot: register for parameter, register in zip(plan.parameters, rows, strict=True)}
        return {**found, plan.experts.slot: expert} if plan.experts and expert else found

    def _lower_expert(self) -> Register | None:
        """The number of the expert that a path asks."""
        writer, experts = self.writer, self.plan.experts
        if experts is None:
            return None
        register = writer.new_register("experts", pinned=True)
        asking = next(one.name for one in self.plan.parameters if isinstance(one.distribution, Pool))
        with writer.for_origin(f"parameters.{asking}.experts"):
            die = len(self.plan.parameters) + len(self.plan.parameter_factors)
            writer.write("uniform", register, die, *experts.key)
            self._lower_law(experts.distribution, register, None)
        writer.fixed.add(register.number)
        return register

    def _lower_law(self, law: Law, register: Register, expert: Register | None) -> None:
        """A uniform number becomes what it is the quantile for, in place."""
        writer = self.writer
        if isinstance(law, Distribution):
            writer.write(f"quantile.{law.tag}", register, writer.add_constants(law.constants), len(law.constants))
        elif isinstance(law, Pool):
            own = [writer.new_register() for _ in law.laws]
            for said, one in zip(law.laws, own, strict=True):
                writer.write("copy.r", one, register)
                self._lower_law(said, one, None)
            if expert is None or law.averaged:
                writer.write("weigh", register, writer.add_constants(law.weights), len(own), *own)
            else:
                writer.write("copy.r", register, self._of_expert(own, expert))

    def _of_expert(self, own: list[Register], expert: Register) -> Register:
        """The value by the law of the expert that is asked."""
        found = own[-1]
        for index, one in reversed([*enumerate(own[:-1])]):
            asked = self.writer.as_register(self.writer.compute("equal", [expert, float(index)]))
            found = self.writer.as_register(self.writer.compute("choose", [asked, one, found]))
        return found

    def _correlate(self, rows: list[Register]) -> None:
        """The normal copula; each member's normal number is taken before any is changed."""
        writer = self.writer
        for mixing in self.plan.parameter_mixing:
            normals = [writer.new_register() for _ in mixing.parameters]
            for member, normal in zip(mixing.parameters, normals, strict=True):
                writer.write("normal_quantile.r", normal, rows[member])
            for member, weights in zip(mixing.parameters, mixing.root, strict=True):
                total = writer.new_register()
                writer.write("weigh", total, writer.add_constants(weights), len(weights), *normals)
                writer.write("normal_chance.r", rows[member], total)
        for number, factor in enumerate(self.plan.parameter_factors, len(self.plan.parameters)):
            uniform, common = writer.new_register(), writer.new_register()
            writer.write("uniform", uniform, number, *factor.key)
            writer.write("normal_quantile.r", common, uniform)
            both = writer.add_constants(factor.weights)
            for member in factor.parameters:
                own, total = writer.new_register(), writer.new_register()
                writer.write("normal_quantile.r", own, rows[member])
                writer.write("weigh", total, both, 2, common, own)
                writer.write("normal_chance.r", rows[member], total)
