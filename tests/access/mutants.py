"""Making mutants: a module's source with one guard taken out, running in the place of the real one.

A mutant is made by rewriting the syntax tree and giving the functions that are in use the code compiled from it, so
that every reference to them (in the URLconf, in a table of rules, in another module) is mutated too.
"""

import ast
import gc
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType

# A rewrite leaves its node as it is and returns another, or None for a node that it has nothing to do with.
Rewrite = Callable[[ast.AST], ast.AST | None]


@dataclass(frozen=True)
class Mutant:
    """One guard taken out: which, in words, and the whole module without it."""

    module: ModuleType
    title: str
    tree: ast.Module


def mutants_of(module: ModuleType, *rewrites: Rewrite) -> Iterator[Mutant]:
    """A mutant for each node of ``module`` and each of ``rewrites`` that has another node for it."""
    source = inspect.getsource(module)
    tree = ast.parse(source)
    for position, node in enumerate(ast.walk(tree)):
        for rewrite in rewrites:
            if rewrite(node) is None:
                continue
            changed = ast.parse(source)
            target = list(ast.walk(changed))[position]
            replacement = rewrite(target)
            where = getattr(node, "lineno", 0)
            title = f"{module.__name__}:{where} {rewrite.__name__}: {' '.join(ast.unparse(node).split())[:90]}"
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
    """The functions of the mutants' modules as mutated; yields how many functions are other than before."""
    changed: list[tuple[FunctionType, CodeType]] = []
    try:
        for mutant in mutants:
            changed += _give(mutant)
        yield len(changed)
    finally:
        for function, code in reversed(changed):
            function.__code__ = code


def _give(mutant: Mutant) -> list[tuple[FunctionType, CodeType]]:
    file = inspect.getsourcefile(mutant.module)
    ast.fix_missing_locations(mutant.tree)
    fresh = dict(_codes(compile(mutant.tree, file, "exec")))
    before = dict(_codes(compile(inspect.getsource(mutant.module), file, "exec")))
    different = {key for key in fresh if key in before and not _same(fresh[key], before[key])}
    changed = []
    for function in [each for each in gc.get_objects() if type(each) is FunctionType]:
        code = function.__code__
        key = (code.co_qualname, code.co_firstlineno)
        if code.co_filename == file and key in different:
            changed.append((function, code))
            function.__code__ = fresh[key]
    return changed


def _same(one: CodeType, other: CodeType) -> bool:
    """Whether two functions do the same, leaving aside those defined inside them."""
    plain = [[each for each in code.co_consts if not isinstance(each, CodeType)] for code in (one, other)]
    names = (one.co_names, one.co_varnames) == (other.co_names, other.co_varnames)
    return one.co_code == other.co_code and names and plain[0] == plain[1]


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield (each.co_qualname, each.co_firstlineno), each
            yield from _codes(each)


# --- what is taken out ----------------------------------------------------------------------------------


def called(node: ast.AST, *names: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    return (function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")) in names


def everything_visible(node: ast.AST) -> ast.AST | None:
    """``….visible_to(viewer)`` without the question."""
    if not called(node, "visible_to") or not isinstance(node.func, ast.Attribute):
        return None
    return ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])


def nothing_veiled(node: ast.AST) -> ast.AST | None:
    """``veil(record, …)``, ``unname(record, …)`` and the like leave the record as it is."""
    return node.args[0] if called(node, "veil", "unname", "unname_retold") and node.args else None


def nothing_left_out(node: ast.AST) -> ast.AST | None:
    """``with_visible(rows, viewer, …)`` is all the rows with all they lead to."""
    return ast.Call(ast.Name("list", ast.Load()), [node.args[0]], []) if called(node, "with_visible") else None


def first_dropped(node: ast.AST) -> ast.AST | None:
    """``a & b`` is only ``b``."""
    return node.right if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd) else None


def second_dropped(node: ast.AST) -> ast.AST | None:
    """``a & b`` is only ``a``."""
    return node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd) else None


def rule_dropped(node: ast.AST) -> ast.AST | None:
    """A rule that allows everything."""
    rule = isinstance(node, ast.FunctionDef) and any(each.arg == "viewer" for each in node.args.args)
    if not rule or ast.unparse(node.returns or ast.Constant(None)) != "Q":
        return None
    everything = [ast.Return(ast.Call(ast.Name("Q", ast.Load()), [], []))]
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
