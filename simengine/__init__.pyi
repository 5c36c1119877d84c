from simengine.api import Model as Model
from simengine.api import Run as Run
from simengine.api import check_register as check_register
from simengine.api import compare as compare
from simengine.api import load as load
from simengine.api import open_run as open_run
from simengine.api import run as run
from simengine.errors import ScenarioError as ScenarioError
from simengine.errors import SimengineError as SimengineError
from simengine.runs.run_folders import RunExistsError as RunExistsError

__version__: str
