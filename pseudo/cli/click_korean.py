"""Click's own messages and headings in Korean; what is not here stays English.

Click looks its messages up by ``gettext`` under the names ``_`` and ``ngettext`` in its modules. They are set here, in a process of our
own only: gettext's own way (a catalogue for the whole process, chosen by ``LANGUAGE``) would not follow ``PSEUDO_LANG``.
"""

from __future__ import annotations

import sys

__all__ = ["KOREAN", "speak_korean"]

KOREAN = {
    "Error: {message}": "오류: {message}",
    "Try '{command} {option}' for help.": "도움말: '{command} {option}'",
    "Invalid value: {message}": "값이 잘못되었습니다: {message}",
    "Invalid value for {param_hint}: {message}": "{param_hint}의 값이 잘못되었습니다: {message}",
    "Missing argument": "빠진 인수:",
    "Missing option": "빠진 옵션:",
    "Missing parameter": "빠진 값:",
    "Missing {param_type}": "빠진 {param_type}:",
    "Missing parameter: {param_name}": "빠진 값: {param_name}",
    "No such option {name!r}.": "{name!r} 옵션은 없습니다.",
    "No such command {name!r}.": "{name!r} 명령은 없습니다.",
    "Did you mean {possibility}?": "{possibility}을(를) 뜻하셨습니까?",
    "(Did you mean one of: {possibilities}?)": "(다음 가운데 하나입니까: {possibilities})",
    "unknown error": "알 수 없는 오류",
    "Could not open file {filename!r}: {message}": "{filename!r} 파일을 열 수 없습니다: {message}",
    "Choose from:\n\t{choices}": "다음 가운데 고르십시오:\n\t{choices}",
    "Choice({choices})": "선택({choices})",
    "{value!r} is not a valid {number_type}.": "{value!r}은(는) 맞는 값이 아닙니다({number_type}).",
    "{value} is not in the range {range}.": "{value}은(는) 범위 {range} 밖입니다.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r}은(는) 참·거짓 값이 아닙니다. 쓸 수 있는 값: {states}",
    "file": "파일",
    "directory": "폴더",
    "path": "경로",
    "{name} {filename!r} does not exist.": "{name} {filename!r}이(가) 없습니다.",
    "{name} {filename!r} is a file.": "{name} {filename!r}은(는) 파일입니다.",
    "{name} {filename!r} is a directory.": "{name} {filename!r}은(는) 폴더입니다.",
    "{name} {filename!r} is not readable.": "{name} {filename!r}을(를) 읽을 수 없습니다.",
    "{name} {filename!r} is not writable.": "{name} {filename!r}에 쓸 수 없습니다.",
    "{name} {filename!r} is not executable.": "{name} {filename!r}을(를) 실행할 수 없습니다.",
    "{value!r} is not {choice}.": "{value!r}은(는) {choice}이(가) 아닙니다.",
    "{value!r} is not one of {choices}.": "{value!r}은(는) 다음 가운데 하나가 아닙니다: {choices}.",
    "{value!r} does not match the format {format}.": "{value!r}이(가) 형식 {format}에 맞지 않습니다.",
    "{value!r} does not match the formats {formats}.": "{value!r}이(가) 다음 형식에 맞지 않습니다: {formats}.",
    "{len_type} values are required, but {len_value} was given.": "값이 {len_type}개 있어야 하나 {len_value}개를 주었습니다.",
    "{len_type} values are required, but {len_value} were given.": "값이 {len_type}개 있어야 하나 {len_value}개를 주었습니다.",
    "Got unexpected extra argument ({args})": "쓰지 않는 인수가 더 있습니다({args})",
    "Got unexpected extra arguments ({args})": "쓰지 않는 인수가 더 있습니다({args})",
    "Takes {nargs} values but 1 was given.": "값이 {nargs}개 있어야 하나 1개를 주었습니다.",
    "Takes {nargs} values but {len} were given.": "값이 {nargs}개 있어야 하나 {len}개를 주었습니다.",
    "Argument {name!r} takes {nargs} values.": "인수 {name!r}에는 값이 {nargs}개 있어야 합니다.",
    "Option {name!r} does not take a value.": "{name!r} 옵션에는 값을 주지 않습니다.",
    "Option {name!r} requires an argument.": "{name!r} 옵션에는 값이 있어야 합니다.",
    "Option {name!r} requires {nargs} arguments.": "{name!r} 옵션에는 값이 {nargs}개 있어야 합니다.",
    "Missing command.": "명령이 빠졌습니다.",
    "Aborted!": "중단했습니다.",
    "Usage:": "사용법:",
    "Options": "옵션",
    "Commands": "명령",
    "Positional arguments": "인수",
    "Show this message and exit.": "이 도움말을 보입니다.",
    "default: {default}": "기본: {default}",
    "env var: {var}": "환경변수: {var}",
    "required": "필수",
    "(dynamic)": "(실행할 때 정함)",
    "Error: invalid input": "오류: 잘못 입력했습니다",
    "Error: The value you entered was invalid.": "오류: 입력한 값이 잘못되었습니다.",
    "Error: {e.message}": "오류: {e.message}",
}


def speak_korean() -> None:
    """Set Click's look-ups to Korean for the rest of the process."""
    for name, module in list(sys.modules.items()):
        if name.startswith("click."):
            for lookup, ours in (("_", _one), ("ngettext", _many)):
                if hasattr(module, lookup):
                    setattr(module, lookup, ours)


def _one(message: str) -> str:
    return KOREAN.get(message, message)


def _many(singular: str, plural: str, count: int) -> str:
    return _one(singular if count == 1 else plural)
