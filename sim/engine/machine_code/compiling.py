"""Compiling: an outermost function and its parts, made into machine code with one entrance.

The arguments are taken from memory as `calling` lays them there.

The compiler's own way would optimise each part, and make machine code of it, before it is set into
the place that calls it. Here that is done once, for the whole: it takes a third less time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sim.chance import elementary, families, keys
from sim.engine import stages
from sim.engine.machine_code import bits, fetching, parts
from sim.engine.machine_code.calling import (
    DATA,
    DIMENSIONS,
    ENTRANCE,
    STRIDES,
    ArrayKind,
    Kind,
    TupleKind,
)
from sim.plan.rules import belief, trust

Function = Callable[..., Any]

ELSEWHERE: tuple[Function, ...] = (
    elementary.polynomial,
    elementary.ln,
    elementary.exp,
    elementary.logit,
    elementary.normal_quantile,
    families.exponential,
    families.lognormal,
    families.uniform,
    families.gamma_from,
    families.weibull,
    families.loglogistic,
    keys.mix,
    keys.child,
    keys.uniform,
    elementary.power,
    trust.learned,
    trust.dialled_one,
    trust.vetting_factor,
    trust.surviving_weight,
    trust.write_pair,
    trust.relearn,
    belief.whole,
    belief.evidence,
)
"""Functions of other rooms that parts call; set into the place that calls them, as parts are."""

STAGES: tuple[Function, ...] = (
    stages.decided,
    stages.strips,
    stages.heeded,
    stages.lost_before,
    stages.consented,
    stages.knows,
    stages.can_go_again,
    stages.was_stopped,
    stages.after_open_time,
)
"""What both engines call; set into the place that calls it, as parts are."""

# What allocates nothing needs no counting of references, which would take most of the time; and
# nobody but compiled code calls a part, so it needs no other entrance.
PART_OPTIONS = {"_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def machine_code(function: Function, kinds: Sequence[Kind]) -> bytes:
    """The code of a function for arguments of these kinds, as a file that can be loaded."""
    from numba.core.compiler_lock import global_compiler_lock

    with global_compiler_lock:
        machine, module = _optimised(function, kinds)
        code: bytes = machine.emit_object(module)
    return code


def assembly(function: Function, kinds: Sequence[Kind]) -> str:
    """The same for people to read."""
    from numba.core.compiler_lock import global_compiler_lock

    with global_compiler_lock:
        machine, module = _optimised(function, kinds)
        text: str = machine.emit_assembly(module)
    return text


def _optimised(function: Function, kinds: Sequence[Kind]) -> tuple[Any, Any]:
    """What makes code for this processor, and what to make it of."""
    from numba.core import config
    from numba.core.registry import cpu_target

    level: Any = vars(config)["OPT"]
    _announce_parts()
    with _short_cuts():
        module, codegen = _lowered(function, kinds, cpu_target)
    machine = _machine(codegen, level)
    for others, more in ((0, _CHEAP), (level, {})):
        how = codegen._pass_builder(opt=others, **more)  # noqa: SLF001
        how.getModulePassManager().run(module, how)
    module.verify()
    return machine, module


_CHEAP = {"loop_vectorize": False, "slp_vectorize": False}


def _machine(codegen: Any, level: Any) -> Any:
    from llvmlite import binding

    options: dict[str, Any] = {"opt": level, "features": codegen._customize_tm_features()}  # noqa: SLF001
    codegen._customize_tm_options(options)  # noqa: SLF001
    target = binding.Target.from_triple(binding.get_process_triple())
    return target.create_target_machine(**options)


def _lowered(function: Function, kinds: Sequence[Kind], target: Any) -> tuple[Any, Any]:
    """The whole program in the language of the compiler's back end, with its entrance."""
    from llvmlite import binding
    from numba.core import compiler

    typing, context = target.typing_context, target.target_context
    typing.refresh()
    context.refresh()
    compiling: Any = compiler
    flags = compiling.Flags()
    flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True
    flags.nrt = flags.enable_pyobject = False
    flags.error_model = "numpy"
    types = tuple(map(_type_of, kinds))
    made = compiling.compile_extra(typing, context, function, types, None, flags, {})
    library = made.library
    library._ensure_finalized()  # noqa: SLF001
    module = library._final_module.clone()  # noqa: SLF001
    for one in module.functions:
        if not one.is_declaration:
            one.linkage = "internal"
    name = made.fndesc.llvm_func_name
    module.get_function(name).linkage = "external"
    entered = _entrance(context, made.fndesc, kinds)
    by_bits = bits.defined(context.codegen()._create_empty_module("bits"))  # noqa: SLF001
    for more in (entered, by_bits):
        module.link_in(binding.parse_assembly(str(more)))
    for internal in (name, *bits.NAMES):
        module.get_function(internal).linkage = "internal"
    return module, context.codegen()


def _entrance(context: Any, described: Any, kinds: Sequence[Kind]) -> Any:
    """A function that takes arguments from memory, leaf by leaf, as `calling.packed` lays them."""
    from llvmlite import ir

    form = context.call_conv.get_function_type(described.restype, described.argtypes)
    module: Any = context.codegen()._create_empty_module("entrance")  # noqa: SLF001
    callee = ir.Function(module, form, described.llvm_func_name)
    numbers = _eight_bytes().as_pointer()
    entrance = ir.Function(module, ir.FunctionType(ir.IntType(32), [numbers]), ENTRANCE)
    builder = ir.IRBuilder(entrance.append_basic_block())
    returned, trouble = (builder.alloca(each.pointee) for each in form.args[:2])
    found: list[Any] = []
    for place, leaf in enumerate(_leaves(kinds)):
        held = _number_at(builder, entrance.args[0], place)
        found += _of_array(builder, held, leaf) if isinstance(leaf, ArrayKind) else [held]
    given = [_as(builder, each, kind) for each, kind in zip(found, form.args[2:], strict=True)]
    builder.ret(builder.call(callee, [returned, trouble, *given]))
    return module


def _leaves(kinds: Sequence[Kind]) -> Iterator[Kind]:
    for kind in kinds:
        if isinstance(kind, TupleKind):
            yield from _leaves(kind.members)
        else:
            yield kind


def _of_array(builder: Any, record: Any, kind: ArrayKind) -> list[Any]:
    """What the compiler takes of an array: two owners, length, size of one, data, shape, strides.

    Whoever calls owns it and keeps it, so that the owners are nobody.
    """
    eight = _eight_bytes()

    def held(place: int) -> Any:
        there = builder.inttoptr(builder.add(record, eight(place)), eight.as_pointer())
        return builder.load(there)

    def each_at(place: int) -> list[Any]:
        there = builder.inttoptr(held(place), eight.as_pointer())
        return [_number_at(builder, there, number) for number in range(kind.dimensions)]

    shape, strides = each_at(DIMENSIONS), each_at(STRIDES)
    length = eight(1)
    for number in shape:
        length = builder.mul(length, number)
    return [eight(0), eight(0), length, eight(kind.dtype.itemsize), held(DATA), *shape, *strides]


def _number_at(builder: Any, first: Any, place: int) -> Any:
    return builder.load(builder.gep(first, [_eight_bytes()(place)]))


def _as(builder: Any, number: Any, kind: Any) -> Any:
    """A number of eight bytes as what the compiler takes it for."""
    from llvmlite import ir

    if kind.is_pointer:
        return builder.inttoptr(number, kind)
    if isinstance(kind, ir.DoubleType):
        return builder.bitcast(number, kind)
    return number if kind.width == 64 else builder.trunc(number, kind)


def _eight_bytes() -> Any:
    from llvmlite import ir

    return ir.IntType(64)


def _type_of(kind: Kind) -> Any:
    """What the compiler calls arguments of a kind."""
    import numba

    of: Any = numba
    if isinstance(kind, TupleKind):
        return of.types.NamedTuple(tuple(map(_type_of, kind.members)), kind.named)
    if isinstance(kind, ArrayKind):
        order = "C" if kind.contiguous else "A"
        return of.types.Array(of.from_dtype(kind.dtype), kind.dimensions, order)
    return of.types.none if kind is type(None) else of.typeof(kind())


_announced: set[Function] = set()


def _announce_parts() -> None:
    """Tells the compiler which functions it may compile when another calls them."""
    from numba import extending

    fetching.announce()
    announce: Any = extending.register_jitable
    functions: list[Function] = [*parts.PARTS, *parts.CALLED, *STAGES, *ELSEWHERE]
    inlined = {*parts.PARTS, *STAGES, *ELSEWHERE}
    for function in functions:
        if function not in _announced:
            _announced.add(function)
            announce(forceinline=function in inlined, **PART_OPTIONS)(function)


@contextmanager
def _short_cuts() -> Iterator[None]:
    """Has the compiler neither optimise parts nor make code of each: the whole will be.

    Nor does an index below 0 count from the end of an array: none is, as checked bounds hold, and
    to look at each time takes a tenth of a run. Where a compiler of another version does not know
    these names, it or its code takes longer, that is all.
    """
    from numba.core import codegen
    from numba.cpython import slicing

    class Nothing:
        """What is not done meanwhile."""

    instead: dict[tuple[Any, str], Any] = {
        (codegen.JITCodeLibrary, "_finalize_specific"): lambda _library: None,
        (codegen.JITCodeLibrary, "get_pointer_to_function"): lambda _library, _name: 0,
        (codegen.JITCPUCodegen, "set_env"): lambda *_: None,
        (codegen.CPUCodeLibrary, "_optimize_final_module"): lambda _library: None,
        (codegen.CPUCodeLibrary, "_optimize_functions"): lambda _library, _module: None,
        (slicing, "fix_index"): lambda _builder, index, _size: index,
    }
    before = {place: vars(place[0]).get(place[1], Nothing) for place in instead}
    try:
        for (home, name), does in instead.items():
            if before[home, name] is not Nothing:
                setattr(home, name, does)
        yield
    finally:
        for (home, name), did in before.items():
            if did is not Nothing:
                setattr(home, name, did)
