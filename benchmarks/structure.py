"""The shape of the code, as one table: ``python -m benchmarks.structure``. Migrations are left out.

What the table counts are things that make code slow to learn: crowded folders, names that mean several things,
state that outlives a request, files that need each other.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("directory", "hospitals", "offices")
REMEMBERING = frozenset({"lru_cache", "cache"})  # of functools
DECORATORS = frozenset({"directory/core/caches.py", "directory/core/models/versions.py"})  # where they are made
Function = ast.FunctionDef | ast.AsyncFunctionDef
Graph = dict[str, set[str]]  # module → the modules that it imports


class File(NamedTuple):
    """A file of code, parsed."""

    name: str  # from the root of the checkout
    text: str
    tree: ast.Module

    @property
    def module(self) -> str:
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        return self.module if self.name.endswith("/__init__.py") else self.module.rpartition(".")[0]


def files(root: Path) -> list[File]:
    paths = sorted(path for part in PARTS for path in (root / part).rglob("*.py") if "migrations" not in path.parts)
    return [
        File(str(path.relative_to(root)), text, ast.parse(text)) for path in paths for text in [path.read_text("utf-8")]
    ]


def fullest_folder(code: list[File]) -> tuple[int, str]:
    folders = Counter(str(Path(file.name).parent) for file in code)
    return max((number, folder) for folder, number in folders.items())


def repeated_classes(code: list[File]) -> dict[str, list[str]]:
    """Names that several classes bear, and where. Classes inside others (Meta, choices) bear the outer one's, too."""
    # Command is what Django looks for in the file of every management command.
    found = defaultdict(list)
    for file in code:
        for node in file.tree.body:
            if isinstance(node, ast.ClassDef) and node.name != "Command":
                found[node.name].append(file.name)
    return {name: places for name, places in found.items() if len(places) > 1}


def caches_outside(code: list[File]) -> list[str]:
    """What functools remembers for as long as the process lives, beside the project's own decorators."""
    return [
        f"{file.name}:{node.lineno}"
        for file in code
        if file.name not in DECORATORS
        for node in module_level(file.tree)
        if (isinstance(node, ast.Name) and node.id in REMEMBERING)
        or (
            isinstance(node, ast.Attribute)
            and node.attr in REMEMBERING
            and getattr(node.value, "id", "") == "functools"
        )
    ]


def module_level(tree: ast.Module) -> Iterator[ast.AST]:
    """The decorators of functions and classes, and what is written outside of functions."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Function):
            waiting += node.decorator_list
        elif not isinstance(node, ast.Import | ast.ImportFrom):
            yield node
            waiting += ast.iter_child_nodes(node)


def imports(code: list[File]) -> Graph:
    """Which file imports which of ours, wherever it stands in the file, but for types alone."""
    modules = {file.module for file in code}
    return {file.module: set(imported(file, modules)) - {file.module} for file in code}


def imported(file: File, modules: set[str]) -> Iterator[str]:
    for node in running(file.tree):
        if isinstance(node, ast.Import):
            yield from modules & {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            up = file.package.split(".")[: len(file.package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            below = {f"{base}.{alias.name}" for alias in node.names} & modules
            yield from below
            if base in modules and len(below) < len(node.names):
                yield base


def running(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under ``if TYPE_CHECKING``."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
            yield node
            yield from running(node)


def circles(graph: Graph) -> list[list[str]]:
    """Groups of files each of which leads to all others, by Tarjan's algorithm for strongly connected components."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for other in sorted(graph[module]):
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in stack:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            group = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(graph):
        if module not in order:
            visit(module)
    return found


def mutual(graph: Graph) -> list[tuple[str, str]]:
    return [(one, other) for one in graph for other in graph[one] if one < other and one in graph[other]]


def functions(code: list[File]) -> list[Function]:
    return [node for file in code for node in ast.walk(file.tree) if isinstance(node, Function)]


def comments(file: File) -> int:
    """Lines with a comment that somebody wrote for people."""
    tokens = tokenize.generate_tokens(io.StringIO(file.text).readline)
    said = (token.string for token in tokens if token.type == tokenize.COMMENT)
    return sum(not comment.startswith(("# type:", "# noqa", "# fmt:", "# pragma")) for comment in said)


def code_lines(file: File) -> int:
    """Lines with code: no blank ones, comments or docstrings."""
    lines: set[int] = set()
    for node in ast.walk(file.tree):
        if isinstance(node, ast.stmt) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            last = node.body[0].lineno - 1 if isinstance(node, ast.ClassDef | Function) else node.end_lineno or 0
            lines |= set(range(node.lineno, max(node.lineno, last) + 1))
    return len(lines)


def measured(code: list[File]) -> list[tuple[str, str, str]]:
    """What is counted, how much of it there is, and which."""
    graph = imports(code)
    fullest, folder = fullest_folder(code)
    repeated = repeated_classes(code)
    outside = caches_outside(code)
    round_, both = circles(graph), mutual(graph)
    longest = max(code, key=lambda file: file.text.count("\n"))
    all_functions = functions(code)
    described = sum(ast.get_docstring(function) is not None for function in all_functions)
    said, lines = sum(map(comments, code)), sum(map(code_lines, code))
    return [
        ("files", str(len(code)), ""),
        ("lines of code", str(lines), ""),
        ("fullest folder, files", str(fullest), folder),
        ("class names used for several classes", str(len(repeated)), ", ".join(f"{n} ×{len(w)}" for n, w in sorted(repeated.items()))),
        ("caches outside the decorators", str(len(outside)), ", ".join(outside)),
        ("import circles between files", str(len(round_)), "; ".join(" ".join(group) for group in round_)),
        ("files that import each other", str(len(both)), "; ".join(" ↔ ".join(pair) for pair in both)),
        ("longest file, lines", str(longest.text.count("\n")), longest.name),
        ("functions with docstrings", f"{described / len(all_functions):.0%}", f"{described} of {len(all_functions)}"),
        ("comments per 100 lines of code", f"{100 * said / lines:.1f}", ""),
    ]  # fmt: skip


def main(root: Path) -> None:
    for what, number, which in measured(files(root)):
        sys.stdout.write(f"{what:38} {number:>7}  {which}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
