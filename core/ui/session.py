"""One learner at one lesson: the settings, the run, and what has been seen of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from core.runs.engine import FAILED, FINISHED, READY, RUNNING, STARTING, Reply, Run, RunError, Status
from core.settings.base import Fields, Settings, SettingsError, parse_leniently, restarts, shorten
from core.training.trainer import Frame
from core.ui.catalog import Lesson, lesson
from core.ui.controls import forget_wishes
from core.ui.data import fetch
from core.ui.engine import engine
from core.ui.stream import recording_address, run_address

SMALL = 4096  # bytes up to which an array of a past frame is kept for the charts
HERE = "the lesson that this tab is at"
KEPT = 600  # past frames kept for the charts


@dataclass
class Session:
    """What a page knows between two runs of its script."""

    lesson: Lesson
    settings: Settings
    problems: list[str]  # what the address asked for and could not be given, what the run refused
    run: Run = field(init=False)
    recorded: bool = False  # whether the lesson's own recording is on the stage
    continued: bool = False  # whether the run went on from where the recording ends
    status: Status = field(default_factory=lambda: Status(STARTING))
    history: dict[int, Frame] = field(default_factory=dict)  # by step, large arrays left out
    latest: Frame | None = None  # with all its arrays
    at: int | None = None  # the step that the timeline shows, None for the newest
    heard: int | None = None  # number of the last command of the run bar
    pace: float | None = None  # steps a second in slow motion
    asked: bool = False  # whether it was asked to train, which a run that still starts cannot show
    questioned: bool = False  # whether its model was asked something since this was put back
    lead: str = ""  # of a run beside another one: that one's generation
    _static: Reply | None = None

    # ---- the run --------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """The lesson's recording with its trained model where the settings are its own, else a new model."""
        recording = self.lesson.recording if self.lesson.recorded else None
        if recording is None or self.settings != self.lesson.spec.settings(**recording.settings):
            self.start(self.settings, play=False)
            return
        self.recorded = True
        self._open_recorded()
        step = recording.frames[-1].step
        self.status = Status(FINISHED, step, self.settings.steps, settings=self.settings.model_dump())
        self._static = (recording.static, recording.static_arrays)
        self.take(recording.frames)

    def reopen(self, settings: Settings) -> None:
        """As at the first visit, with these settings, in place of the present run."""
        self.close()
        self.settings = settings
        self._forget()
        self.open()

    def _open_recorded(self) -> None:
        recording = self.lesson.recording
        step = recording.frames[-1].step
        self.run = engine().open(self.lesson.trainer, self.settings, recording.weights, step)

    def start(self, settings: Settings, play: bool) -> None:
        """A new model in place of the present run."""
        self.close()
        self.settings = settings
        self._forget()
        self.run = engine().open(self.lesson.trainer, settings)
        if play:
            self.play()

    def go_on(self) -> None:
        """The trained model behind the recording becomes the session's own run; what was seen of it stays."""
        if self.run.status().state == FAILED:  # dropped, since nobody asked for it
            self._open_recorded()
        self.recorded, self.continued = False, True

    def play(self) -> None:
        """Train, in slow motion where that is asked for."""
        self.asked = True
        self._say(lambda: self.run.play(pace=self.pace))

    def resume(self, run_id: str) -> None:
        """Back to a run of this browser tab, if it is still there: a reload loses nothing.

        An address that asks for something else is obeyed instead.
        """
        run = engine().attach(run_id)
        if run is None or run.trainer != self.lesson.trainer:
            return
        asked = {name: value for name, value in self.settings if value != getattr(self.lesson.opening, name)}
        if any(getattr(run.settings, name) != value for name, value in asked.items()):
            return
        self.close()
        self._forget()
        self.run, self.settings = run, run.settings
        _, frames = run.frames(since=-1)
        if self.lesson.goes_on and frames and frames[0].step:  # a new model's first frame is at step 0
            self.continued = True
            self.take(self.lesson.recording.frames)

    def close(self) -> None:
        """Free the present run."""
        if hasattr(self, "run"):
            self.run.stop()

    def _forget(self) -> None:
        self.status, self.latest, self.at, self._static = Status(STARTING), None, None, None
        self.recorded = self.continued = self.asked = False
        self.history.clear()

    @property
    def trains(self) -> bool:
        """Whether it trains, or will as soon as it has started."""
        return self.status.state == RUNNING or (self.status.state == STARTING and self.asked)

    @property
    def untouched(self) -> bool:
        """Whether it is a new model that nobody has asked anything of."""
        return not (self.recorded or self.asked or self.status.step) and self.status.state in (STARTING, READY)

    def change(self, settings: Settings) -> None:
        """Take changed settings: live ones into the running model, others into a new one that goes on training."""
        if settings == self.settings:
            return
        self.problems.clear()
        if restarts(self.settings, settings) or (self.recorded and not self.lesson.goes_on):
            self.start(settings, play=self.trains)
        else:
            if self.recorded:
                self.go_on()
            self.settings = settings
            self._say(lambda: self.run.apply(settings))

    def command(self, name: str, n: int = 1) -> None:
        """What the run bar asks for: play, pause, reset, or n steps."""
        self.problems.clear()
        asks = self.recorded and name in ("play", "step")
        if asks and self.lesson.goes_on:
            self.go_on()
        elif asks or name == "reset":
            self.start(self.settings, play=False)
        match name:
            case "play":
                self.play()
            case "pause":
                self.asked = False
                self._say(self.run.pause)
            case "step":
                self._say(lambda: self.run.step(n))

    def _say(self, request) -> None:
        try:
            request()
        except RunError as error:
            self.problems.append(str(error))

    # ---- what has been seen ---------------------------------------------------------------------------------------

    @property
    def generation(self) -> str:
        """Names the frames on the stage."""
        return f"recording {self.lesson.name}" if self.recorded else self.run.id

    @property
    def address(self) -> str:
        """Where the browser finds the frames on the stage."""
        if self.recorded:
            return recording_address(self.lesson.name)
        return run_address(self.run.id, self.lesson.name if self.continued else "")

    def tick(self) -> None:
        """Ask the run for its news. The model behind a recording lives only while somebody asks for it."""
        if not self.recorded:
            self.status, frames = self.run.frames(since=max(self.history, default=-1))
            self.take(frames)
        elif self.run.status().state == FAILED:
            self._open_recorded()

    def take(self, frames: list[Frame]) -> None:
        """Remember frames for the charts."""
        for frame in frames:
            small = {name: array for name, array in frame.arrays.items() if array.nbytes <= SMALL}
            self.history[frame.step] = Frame(frame.step, frame.scalars, small)
            self.latest = frame
        if len(self.history) > KEPT:
            steps = sorted(self.history)
            for step in steps[1 : KEPT // 2 : 2]:
                del self.history[step]

    @property
    def shown(self) -> Frame | None:
        """The frame that the stage shows, without its large arrays."""
        if not self.history:
            return None
        newest = max(self.history)
        return self.history[min(self.history, key=lambda step: abs(step - (newest if self.at is None else self.at)))]

    @property
    def static(self) -> Reply | None:
        """The trainer's facts and unchanging arrays; None where the run failed before it could say them."""
        if self._static is None:
            try:
                self._static = self.run.static()
            except RunError:
                return None
        return self._static

    def ask(self, query: str, **arguments) -> dict | None:
        """Ask the model a question; shows why and returns None where it cannot be answered."""
        self.questioned = True
        try:
            return self.run.call(query, **arguments)
        except RunError as error:
            st.info(str(error), icon=":material/info:")
            return None


def open_session(name: str, view: type[Fields]) -> Session:
    """This browser tab's session at the lesson; at the first visit it is opened as the address says."""
    key, item = f"session of {name}", lesson(name)
    if st.session_state.get(HERE) != name:  # another lesson's controls have the same names and other values
        for field in (*item.spec.settings.model_fields, *view.model_fields):
            st.session_state.pop(field, None)
        forget_wishes()
        if key in st.session_state and st.query_params:  # a link to the lesson asks for something of its own
            st.session_state.pop(key).close()
        elif key in st.session_state:  # back at a lesson: its address lost what was changed there
            _write_address(item, st.session_state[key].settings)
    st.session_state[HERE] = name
    if key not in st.session_state:
        settings, problems = parse_address(item, view)
        if fetch(getattr(settings, "dataset", None)):  # the data set's own control says why
            settings = settings.model_copy(update={"dataset": item.opening.dataset})
        st.session_state[key] = Session(item, settings, problems)
        st.session_state[key].open()
    return st.session_state[key]


def leave_lessons() -> None:
    """The tab is at a page that is no lesson: the next one is come to anew."""
    st.session_state.pop(HERE, None)


def open_beside(lead: Session, rival: str, settings: Settings) -> Session:
    """The run that stands beside the lead's on the same clock, with other settings: it begins anew when that does."""
    item, key = lead.lesson.beside(rival), f"beside {lead.lesson.name}"
    session = st.session_state.get(key)
    if session is None or (session.lesson.name, session.lead) != (item.name, lead.generation):
        another = session is not None and session.lesson.name != item.name  # then it shows at once what it can do
        if session is None and not item.recorded and not lead.recorded and lead.status.step:
            lead.start(lead.settings, play=lead.trains)  # only what begins together can be compared
        if session is not None:
            session.close()
        session = st.session_state[key] = Session(item, settings, [], pace=lead.pace, lead=lead.generation)
        if lead.recorded:
            session.open()
        else:
            session.start(settings, play=another or lead.trains)
    session.change(settings)
    return session


def not_begun(lead: Session, beside: Session) -> str:
    """What its title says of an untrained run beside one that has trained; nothing of two that begin together."""
    return " (untrained: press Train, and both begin)" if beside.untouched and not lead.untouched else ""


def close_beside(lead: Session) -> None:
    """Nothing stands beside the lead's run any more."""
    session = st.session_state.pop(f"beside {lead.lesson.name}", None)
    if session is not None:
        session.close()


def _write_address(item: Lesson, settings: Settings) -> None:
    """Put into the address what is not the lesson's own."""
    values = {name: value for name, value in settings if value != getattr(item.opening, name)}
    st.query_params.update({name: f"{value}" for name, value in values.items()})


def parse_address(item: Lesson, view: type[Fields]) -> tuple[Settings, list[str]]:
    """The settings in the page's address; a value that cannot be taken is replaced and reported.

    `preset` gives a preset's settings, further fields override them. In the address it gives way to the values it
    stands for: left there, it would overrule a control that is put back to the lesson's own value.
    """
    query = dict(st.query_params)
    cls, base, preset_problems = item.spec.settings, item.opening, []
    name = query.pop("preset", None)
    of_view = {name: query.pop(name) for name in list(query) if name in view.model_fields}
    _, view_problems = parse_leniently(view, of_view)
    if name is not None:
        try:
            base = item.spec.parse({"preset": shorten(name)})
        except SettingsError as error:
            preset_problems.append(str(error))
    settings, problems = parse_leniently(cls, query, base)
    if name is not None:
        del st.query_params["preset"]
        _write_address(item, settings)
    problems = [*preset_problems, *problems, *view_problems]
    return settings, [f"{problem}. The page keeps its own value." for problem in problems]
