from simengine.api import Model as Model
from simengine.api import check as check
from simengine.api import compare as compare
from simengine.api import load as load
from simengine.api import open_run as open_run
from simengine.api import run as run
from simengine.errors import ScenarioError as ScenarioError
from simengine.errors import SimengineError as SimengineError
from simengine.results.checked import Checked as Checked
from simengine.results.compared_details import Incidences as Incidences
from simengine.results.compared_details import MeasureShifts as MeasureShifts
from simengine.results.compared_details import TwinBands as TwinBands
from simengine.results.comparison import Compared as Compared
from simengine.results.estimate import Estimate as Estimate
from simengine.results.exported import Exported as Exported
from simengine.results.refined import Refined as Refined
from simengine.results.run import Run as Run
from simengine.results.run_answers import Answers as Answers
from simengine.results.run_bands import Bands as Bands
from simengine.results.run_experts import ExpertSplits as ExpertSplits
from simengine.results.run_forced import Forced as Forced
from simengine.results.run_summary import Summary as Summary
from simengine.results.story import Story as Story
from simengine.results.trajectories import Trajectories as Trajectories
from simengine.runs.standing import RunExistsError as RunExistsError

__version__: str
