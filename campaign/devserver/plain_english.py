"""Finds words in templates, strings, comments and docs that you wouldn't say to a neighbor."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

# What to look for, in any case and as whole words, and what to write instead.
WORDS = {
    "whoever|whomever": "anyone who, people who",
    "(somebody|someone) else than": "someone other than",
    "e-mails?": "email",
    "mails": "emails",
    "(a|an|each|every|no|one|their|this) mail(?= [^fsp]|[.,:;)]|$)": "email",
    "(by|confirmed by|through) mail(?=[.,:;)]|$)": "by email",
    "look (into your mail|among the spam)": "check your email, check your spam folder",
    "write to (me|us) no more": "unsubscribe",
    "what (we hold|is held) (of|about)|(we hold|held) of (you|them|people|somebody)": "information",
    "make (the )?old links useless": "turn off old links",
    "kept apart|keeps? apart": "held for review, quarantined",
    "(answers?|filters?|rules?|order) in force": "current",
    "what shows it": "evidence",
    "standfirsts?": "summary",
    "mend(s|ed|ing)?": "fix; changes requested",
    "(send|sends|sent|sending) back": "changes requested; request changes",
    "right by now": "already correct",
    "robot['’]s form|sent by a robot": "spam (filled the honeypot)",
    "parted by|parts paragraphs": "separated by",
    "name of chance": "random name",
    "(take|takes|taken|taking) out of the count": "invalidate, remove as fraudulent",
    "(put|puts|putting|brings?) back into the count": "restore",
    "where (signers|signatures) come from|where from": "signatures by state",
    "signed lately": "recent signers",
    "in the street": "in the streets",
    "whistle-blowers?": "whistleblower",
    "somebody (has begun|was faster)": "someone else already did",
    "anew": "again",
    "for ever|in vain": "forever, without success",
    "of (which|whom)": "whose, and … of them",
    "(?<!“)licences?|cancelled|neighbours?|behaviours?|colours?|honours?|organis[a-z]+|recognis[a-z]+"
    "|grey|whilst": "American spelling",
}
GETTEXT = re.compile(r"_\w*|n?gettext\w*")
PATTERN = re.compile(rf"(?<![\w-])(?:{'|'.join(WORDS)})(?![\w-])", re.IGNORECASE)
# Other people's texts, column names, and this list. Tests may quote anything.
LEFT_OUT = re.compile(
    r"^tests/|/migrations/|/not_personal\.toml$|/plain_english\.py$|LICENSE|OFL|^uv\.lock$"
    r"|\.(css|csv|js|json|png|svg|woff2)$"
)
# What isn't prose: code in backticks, web addresses, attributes, and template tags without words.
CODE = re.compile(
    r"`[^`]*`|https?://\S+|\{\{.*?\}\}|\{%(?!\s*translate).*?%\}"
    r"|\b(?:class|for|href|id|name|aria-labelledby)=\"[^\"]*\"",
    re.DOTALL,
)


def passages(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield the passages that people read in a file, each with its first line."""
    if not path.endswith(".py"):
        for passage in re.finditer(r"(?:.*\S.*\n?)+", text):
            yield text.count("\n", 0, passage.start()) + 1, passage[0]
        return
    for line, string, is_translated in strings(ast.parse(text)):
        if is_translated or re.search(r"\w\s+\w|-", string):
            yield line, string
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def strings(node: ast.AST, is_translated: bool = False) -> Iterator[tuple[int, str, bool]]:
    """Yield each string, its parts joined, with its line and whether it's translated."""
    match node:
        case ast.Constant(value=str() as words):
            yield node.lineno, words, is_translated
        case ast.JoinedStr(values=parts):
            words = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts
            )
            yield node.lineno, words, is_translated
        case _:
            if isinstance(node, ast.Call):
                is_translated = GETTEXT.fullmatch(ast.unparse(node.func)) is not None
            for child in ast.iter_child_nodes(node):
                yield from strings(child, is_translated)


def prose(passage: str) -> str:
    return " ".join(CODE.sub(" ", passage).split())


def main() -> int:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    found = [
        f"{path}:{line}: {match[0]}: {instead(match[0])}\n"
        for path in listed.stdout.splitlines()
        if not LEFT_OUT.search(path)
        for line, passage in passages(path, Path(path).read_text(encoding="utf-8"))
        for match in PATTERN.finditer(prose(passage))
    ]
    sys.stdout.writelines(found)
    return int(bool(found))


def instead(words: str) -> str:
    return next(to for what, to in WORDS.items() if re.match(what, words, re.IGNORECASE))


if __name__ == "__main__":
    sys.exit(main())
