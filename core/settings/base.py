"""What a learner may change: one definition for widgets, URL, command line and validation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator


class SettingsError(ValueError):
    """A setting that cannot be taken; the message is one line that names it and what is allowed."""


def setting(
    default: Any,
    label: str,
    help: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    step: float | None = None,
    log: bool = False,
    live: bool = False,
    group: str = "Model",
) -> Any:
    """Declare one field of a `Settings` class.

    ge, le: bounds, both included.   step: the slider's step (numbers only).
    log: the bounds span decades, so the slider is logarithmic.
    live: a running model takes a new value at once; otherwise a change starts a new model.
    group: the heading under which the control is shown.
    """
    extra = {"step": step, "log": log, "live": live, "group": group}
    return Field(default, title=label, description=help, ge=ge, le=le, json_schema_extra=extra)


def text_setting(
    default: str,
    label: str,
    help: str,
    *,
    allowed: str,
    max_length: int,
    check: Callable[[str], str],
    live: bool = False,
    group: str = "Model",
) -> Any:
    """Declare one field of a `Settings` class that holds text.

    allowed: what it accepts, in words.   max_length: characters.   check: returns the text in the one form in which
    it is kept; raises ValueError saying in a few words what is wrong with it.   live, group: as in `setting`.
    """
    extra = {"allowed": allowed, "check": check, "live": live, "group": group}
    return Field(default, title=label, description=help, max_length=max_length, json_schema_extra=extra)


class Fields(BaseModel):
    """Named values with bounds and help; immutable, and closed to unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _read_choice(cls, value: Any, info: ValidationInfo) -> Any:
        """A choice among numbers, which an address and a command line give as text."""
        annotation = cls.model_fields[info.field_name].annotation
        choices = get_args(annotation) if get_origin(annotation) is Literal else ()
        return next((choice for choice in choices if value == str(choice)), value)

    @field_validator("*")
    @classmethod
    def _check_text(cls, value: Any, info: ValidationInfo) -> Any:
        check = cls.model_fields[info.field_name].json_schema_extra.get("check")
        return check(value) if check else value

    def inapplicable(self) -> dict[str, str]:
        """The fields that do nothing among these values, each with the reason on one line."""
        return {}


class Settings(Fields):
    """Base of every trainer's settings."""

    seed: int = setting(
        0,
        "Seed",
        "Where all randomness starts: the same seed and settings give the same run.",
        ge=0,
        le=999_999,
        group="Run",
    )


F = TypeVar("F", bound=Fields)


@dataclass(frozen=True)
class Control:
    """One field as a widget, a command line option and an error message see it."""

    name: str
    kind: Literal["choice", "toggle", "int", "float", "text"]
    default: Any
    label: str
    help: str
    group: str
    live: bool
    log: bool = False
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[Any, ...] = ()
    text: str = ""  # what a text accepts, in words
    max_length: int | None = None  # characters of a text
    check: Callable[[str], str] | None = None  # brings a text into its kept form

    @property
    def allowed(self) -> str:
        """What the field accepts, in words: "0 to 20", "true or false", "one of adam, sgd"."""
        if self.kind == "text":
            return self.text
        if self.kind == "choice":
            return "one of " + ", ".join(str(choice) for choice in self.choices)
        if self.kind == "toggle":
            return "true or false"
        number = "a whole number" if self.kind == "int" else "a number"
        return f"{number} from {self.low:g} to {self.high:g}"


def controls_of(cls: type[Fields]) -> tuple[Control, ...]:
    """Every field of a settings class as a `Control`, in the order of definition (seed last)."""
    controls = [_control(name, field) for name, field in cls.model_fields.items()]
    return tuple(sorted(controls, key=lambda control: control.name == "seed"))


def _control(name: str, field: Any) -> Control:
    keys = ("ge", "le", "max_length")
    bounds = {key: getattr(item, key) for item in field.metadata for key in keys if hasattr(item, key)}
    shared = dict(
        name=name,
        default=field.default,
        label=field.title,
        help=field.description,
        group=field.json_schema_extra["group"],
        live=field.json_schema_extra["live"],
    )
    if get_origin(field.annotation) is Literal:
        return Control(kind="choice", choices=get_args(field.annotation), **shared)
    if field.annotation is bool:
        return Control(kind="toggle", **shared)
    if field.annotation is str:
        extra = {"text": field.json_schema_extra["allowed"], "check": field.json_schema_extra["check"]}
        return Control(kind="text", max_length=bounds["max_length"], **extra, **shared)
    return Control(
        kind="int" if field.annotation is int else "float",
        low=bounds["ge"],
        high=bounds["le"],
        step=field.json_schema_extra["step"],
        log=field.json_schema_extra["log"],
        **shared,
    )


def parse(cls: type[F], values: Mapping[str, Any], base: F | None = None) -> F:
    """Settings from named values (strings or typed), over `base` or the defaults.

    Raises SettingsError for the first value that cannot be taken.
    """
    settings, problems = parse_leniently(cls, values, base)
    if problems:
        raise SettingsError(problems[0])
    return settings


def parse_leniently(cls: type[F], values: Mapping[str, Any], base: F | None = None) -> tuple[F, list[str]]:
    """Like `parse`, but a value that cannot be taken keeps its default; returns (settings, problems).

    A field that does nothing among the others has its default: for a given value that is a problem, `base` just yields.
    """
    good = dict(base.model_dump() if base else {})
    problems = []
    for name, value in values.items():
        field_problem = _problem(cls, name, value)
        if field_problem:
            problems.append(field_problem)
        else:
            good[name] = value
    for name, reason in idle(cls.model_validate(good)).items():
        if name in values:
            problems.append(f"{name}={shorten(values[name])}: {reason}")
        del good[name]
    return cls.model_validate(good), problems


def idle(settings: Fields) -> dict[str, str]:
    """The inapplicable fields whose values are not their defaults, with the reasons."""
    fields = type(settings).model_fields
    return {
        name: reason
        for name, reason in settings.inapplicable().items()
        if getattr(settings, name) != fields[name].default
    }


def _problem(cls: type[Fields], name: str, value: Any) -> str | None:
    """Why `value` cannot be taken for the field `name`, or None where it can."""
    by_name = {control.name: control for control in controls_of(cls)}
    if name not in by_name:
        return f"{shorten(name)}: no such setting; allowed: {', '.join(by_name)}"
    try:
        cls.model_validate({name: value})
    except ValidationError as error:
        found = error.errors()[0].get("ctx", {}).get("error")  # what a text's own check has to say
        reason = f"{found}; " if found else ""
        return f"{name}={shorten(value)}: {reason}allowed is {by_name[name].allowed}"
    return None


def shorten(value: Any, limit: int = 40) -> str:
    """A value as one short line, for messages."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def restarts(old: Settings, new: Settings) -> bool:
    """Whether going from `old` to `new` needs a new model."""
    return any(
        getattr(old, control.name) != getattr(new, control.name)
        for control in controls_of(type(new))
        if not control.live
    )


@dataclass(frozen=True)
class Preset:
    """Named settings that show one thing."""

    name: str
    title: str
    watch: str  # one sentence: what to look at
    changes: Mapping[str, Any]  # over the defaults
