"""Making mutants: a module's source with one guard taken out, running in the place of the real one.

A mutant is made by rewriting the syntax tree and giving the functions that are in use the code compiled from it, so
that every reference to them (in the URLconf, in a table of rules, in another module) is mutated too.
"""

import ast
import gc
import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

from archive.access import prepared

# A rewrite leaves its node as it is and returns another, or None for a node that it has nothing to do with.
Rewrite = Callable[[ast.AST], ast.AST | None]


@dataclass(frozen=True, eq=False)
class Mutant:
    """One guard taken out: which, in words, and the whole module without it, or a table with another ``entry``."""

    module: ModuleType
    title: str
    tree: ast.Module | None = None
    table: dict[Any, Any] | None = None
    entry: tuple[Any, Any] = (None, None)


def with_another(module: ModuleType, table: str, key: Any, value: Any, title: str) -> Mutant:
    """``table`` of ``module`` with ``value`` under ``key``."""
    return Mutant(module, f"{module.__name__} {table}[{title}]", None, getattr(module, table), (key, value))


def mutants_of(module: ModuleType, *rewrites: Rewrite) -> Iterator[Mutant]:
    """A mutant for each node of ``module`` and each of ``rewrites`` that has another node for it.

    The title of the second one with the same words ends in ``[2]``, that of the third in ``[3]``.
    """
    source = inspect.getsource(module)
    tree = ast.parse(source)
    told: Counter[str] = Counter()
    for position, node in sorted(enumerate(ast.walk(tree)), key=lambda each: getattr(each[1], "lineno", 0)):
        for rewrite in rewrites:
            if rewrite(node) is None:
                continue
            changed = ast.parse(source)
            target = list(ast.walk(changed))[position]
            replacement = rewrite(target)
            where = getattr(node, "lineno", 0)
            words = " ".join(ast.unparse(node).split())[:90]
            title = f"{module.__name__} {rewrite.__name__}: {words}"
            told[title] += 1
            again = f" [{told[title]}]" if told[title] > 1 else ""
            title = f"{title}{again} (line {where})"
            yield Mutant(module, title, _Put(target, replacement).visit(changed))


class _Put(ast.NodeTransformer):
    def __init__(self, target: ast.AST, replacement: ast.AST) -> None:
        self.target, self.replacement = target, replacement

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.target:
            return ast.copy_location(self.replacement, node)
        return self.generic_visit(node)


@contextmanager
def living(*mutants: Mutant) -> Iterator[int]:
    """The mutants in the place of the real ones; yields how many functions and entries are other than before."""
    changed: list[tuple[FunctionType, CodeType]] = []
    replaced: list[tuple[dict[Any, Any], Any, Any]] = []
    try:
        for mutant in mutants:
            if mutant.table is not None:
                key, value = mutant.entry
                replaced.append((mutant.table, key, mutant.table[key]))
                mutant.table[key] = value
            else:
                changed += _give(mutant)
        prepared.written.cache_clear()
        yield len(changed) + len(replaced)
    finally:
        for function, code in reversed(changed):
            function.__code__ = code
        for table, key, value in reversed(replaced):
            table[key] = value
        prepared.written.cache_clear()


def _give(mutant: Mutant) -> list[tuple[FunctionType, CodeType]]:
    fresh = _other_codes(mutant)
    changed = []
    for function in functions_of(mutant.module):
        code = function.__code__
        key = (code.co_qualname, code.co_firstlineno)
        if key in fresh:
            changed.append((function, code))
            function.__code__ = fresh[key]
    return changed


def changed_by(mutant: Mutant) -> set[tuple[str, int]]:
    """File and line of every function that ``mutant`` changes."""
    file = str(inspect.getsourcefile(mutant.module))
    return {(file, line) for _name, line in _other_codes(mutant)} if mutant.tree is not None else set()


@lru_cache(maxsize=8)  # the same few are put in and taken out for each address
def _other_codes(mutant: Mutant) -> dict[tuple[str, int], CodeType]:
    file = inspect.getsourcefile(mutant.module)
    ast.fix_missing_locations(mutant.tree)
    fresh = dict(_codes(compile(mutant.tree, file, "exec")))
    before = dict(_codes(compile(inspect.getsource(mutant.module), file, "exec")))
    return {key: code for key, code in fresh.items() if key in before and not _same(code, before[key])}


@cache
def functions_of(module: ModuleType) -> list[FunctionType]:
    """Every function in memory that was written in ``module``; all of them are made when modules are read."""
    file = inspect.getsourcefile(module)
    return [each for each in gc.get_objects() if type(each) is FunctionType and each.__code__.co_filename == file]


def _same(one: CodeType, other: CodeType) -> bool:
    """Whether two functions do the same, leaving aside functions defined inside them, but not comprehensions."""
    inside, plain = [], []
    for code in (one, other):
        plain.append([repr(each) for each in code.co_consts if not isinstance(each, CodeType)])
        inside.append(
            [each for each in code.co_consts if isinstance(each, CodeType) and each.co_name in COMPREHENSIONS]
        )
    names = (one.co_names, one.co_varnames) == (other.co_names, other.co_varnames)
    alike = len(inside[0]) == len(inside[1]) and all(map(_same, *inside))
    return one.co_code == other.co_code and names and plain[0] == plain[1] and alike


COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield (each.co_qualname, each.co_firstlineno), each
            yield from _codes(each)


# --- what runs ------------------------------------------------------------------------------------------


@contextmanager
def noting(modules: Iterable[ModuleType], note: Callable[[Any], None]) -> Iterator[None]:
    """While it lasts, every function of ``modules`` calls ``note`` with its file and line when it runs, and
    ``visible`` with its subject and part. (A trace function would make everything five times as slow.)"""
    changed: list[tuple[FunctionType, CodeType]] = []
    for module in modules:
        file = str(inspect.getsourcefile(module))
        tree = ast.fix_missing_locations(_Noting(file).visit(ast.parse(inspect.getsource(module))))
        fresh = dict(_codes(compile(tree, file, "exec")))
        vars(module)["_note"] = note
        for function in functions_of(module):
            code = function.__code__
            if (code.co_qualname, code.co_firstlineno) in fresh:
                changed.append((function, code))
                function.__code__ = fresh[code.co_qualname, code.co_firstlineno]
    try:
        yield
    finally:
        for function, code in changed:
            function.__code__ = code


class _Noting(ast.NodeTransformer):
    def __init__(self, file: str) -> None:
        self.file = file

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        line = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        notes = [f"_note(({self.file!r}, {line}))"] + ["_note((subject, part))"] * (node.name == "visible")
        node.body[:0] = [ast.copy_location(ast.parse(each).body[0], node.body[0]) for each in notes]
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        note = ast.parse(f"_note(({self.file!r}, {node.lineno}))", mode="eval").body
        node.body = ast.copy_location(kept(node.body, note), node.body)
        return node


# --- what is taken out ----------------------------------------------------------------------------------


def called(node: ast.AST, *names: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in names


def kept(value: ast.AST, beside: ast.AST) -> ast.AST:
    """``value`` alone, with ``beside`` evaluated and thrown away, so that a closure keeps its variables."""
    return ast.Subscript(ast.Tuple([value, beside], ast.Load()), ast.Constant(0), ast.Load())


def everything_visible(node: ast.AST) -> ast.AST | None:
    """``….visible_to(viewer)`` without the question."""
    if not called(node, "visible_to", "each_visible_to") or not isinstance(node.func, ast.Attribute):
        return None
    return ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])


def any_part_visible(node: ast.AST) -> ast.AST | None:
    """``….visible_to(viewer, Part.NAME)`` asks for the content only."""
    asked = called(node, "visible_to", "each_visible_to") and len(node.args) == 2
    stricter = asked and getattr(node.args[1], "attr", "") in ("NAME", "QUOTATION", "DOWNLOAD", "SOURCE")
    return ast.Call(node.func, node.args[:1], []) if stricter else None


def everything_marked(node: ast.AST) -> ast.AST | None:
    """``rules.…(viewer)`` or ``naming.…(viewer)`` in a view is true of every row."""
    function = node.func if isinstance(node, ast.Call) else None
    home = ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""
    return ast.parse(f"{home}.Q(pk__isnull=False)", mode="eval").body if home in ("rules", "naming") else None


def nothing_veiled(node: ast.AST) -> ast.AST | None:
    """``veil(record, …)``, ``unname(record, …)`` and the like leave the record as it is."""
    return node.args[0] if called(node, "veil", "unname", "unname_retold") and node.args else None


def nothing_left_out(node: ast.AST) -> ast.AST | None:
    """``with_visible(rows, viewer, …)`` is all the rows with all they lead to."""
    return ast.Call(ast.Name("list", ast.Load()), [node.args[0]], []) if called(node, "with_visible") else None


def no_stubs(node: ast.AST) -> ast.AST | None:
    """``standing_in(rows, viewer)`` is the rows themselves."""
    return ast.Call(ast.Name("list", ast.Load()), [node.args[0]], []) if called(node, "standing_in") else None


def always_first(node: ast.AST) -> ast.AST | None:
    """``a if condition else b`` is always ``a``."""
    return node.body if isinstance(node, ast.IfExp) else None


def first_dropped(node: ast.AST) -> ast.AST | None:
    """``a & b`` is only ``b``."""
    both = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd)
    return kept(node.right, node.left) if both else None


def second_dropped(node: ast.AST) -> ast.AST | None:
    """``a & b`` is only ``a``."""
    both = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd)
    return kept(node.left, node.right) if both else None


def first_of_two_dropped(node: ast.AST) -> ast.AST | None:
    """``Q(**{a: …, b: …})`` asks only for ``b``."""
    pair = _pair(node)
    return ast.Call(node.func, [], [ast.keyword(None, ast.Dict(pair.keys[1:], pair.values[1:]))]) if pair else None


def second_of_two_dropped(node: ast.AST) -> ast.AST | None:
    """``Q(**{a: …, b: …})`` asks only for ``a``."""
    pair = _pair(node)
    return ast.Call(node.func, [], [ast.keyword(None, ast.Dict(pair.keys[:1], pair.values[:1]))]) if pair else None


def _pair(node: ast.AST) -> ast.Dict | None:
    given = node.keywords[0].value if called(node, "Q") and len(node.keywords) == 1 else None
    return given if isinstance(given, ast.Dict) and len(given.keys) == 2 else None


def rule_dropped(node: ast.AST) -> ast.AST | None:
    """A rule that allows everything. What it did stands behind the return, for a closure's variables."""
    rule = isinstance(node, ast.FunctionDef) and any(each.arg == "viewer" for each in node.args.args)
    if not rule or ast.unparse(node.returns or ast.Constant(None)) != "Q":
        return None
    everything = [ast.parse("return Q()").body[0], *node.body]
    return ast.FunctionDef(node.name, node.args, everything, node.decorator_list, node.returns, node.type_comment)


def everyone_curator(node: ast.AST) -> ast.AST | None:
    """``viewer.is_curator`` and ``viewer.is_registered`` are taken for granted."""
    asked = isinstance(node, ast.Attribute) and node.attr in ("is_curator", "is_registered")
    return ast.Constant(True) if asked and isinstance(node.ctx, ast.Load) else None


def condition_dropped(node: ast.AST) -> ast.AST | None:
    """``a and b`` is only ``a``."""
    both = isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And)
    return node.values[0] if both else None


def grants_for_good(node: ast.AST) -> ast.AST | None:
    """Grants that are over, revoked or another reader's count as well."""
    return node.func.value if called(node, "in_force", "to") and isinstance(node.func, ast.Attribute) else None
