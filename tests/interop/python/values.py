"""What is sent to the echo methods: check's name, method, values. The edges of every type, and all of SAMPLE."""
from interop import ttypes as t
from interop.constants import SAMPLE

INFINITY, NAN = float("inf"), float("nan")
KEYS = t.KeyZoo(
    by_struct={t.Point(1, 2): "p", t.Point(-1, 0): ""},
    s_struct={t.Point(3, 4)},
    by_struct2={t.Point(0, 0): {t.Point(5, 6): 7}},
    by_bool={True: 1, False: 0},
    by_i64={2**40: 1, -(2**63): 2},
    by_double={-0.5: "d", 1e300: "big"},
    s_i64={2**50, -1},
    s_double={1.5, -2.5},
    s_bool={False},
    by_binary={b"\0\xff": 1, b"": 2},
    s_binary={b"", b"x"},
)


def edges(bits):
    return [0, 1, -1, 2 ** (bits - 1) - 1, -(2 ** (bits - 1))]


ECHOES = [
    ("echo_bool", "echo_bool", [True, False]),
    ("echo_i8", "echo_i8", edges(8)),
    ("echo_i16", "echo_i16", edges(16)),
    ("echo_i32", "echo_i32", edges(32)),
    ("echo_i64", "echo_i64", [*edges(64), 2**53 + 1]),
    ("echo_double", "echo_double", [0.0, -0.0, -0.1, 1 / 3, 1e300, 5e-324, 2.0**53 - 1]),
    ("echo_double_not_finite", "echo_double", [INFINITY, -INFINITY, NAN]),
    ("echo_string", "echo_string", ["", "plain", "żółć 日本語 😀", '"quotes" \\ / \t\r\n\b\f']),
    ("echo_string_control", "echo_string", ["\x01\x1f\x7f"]),
    ("echo_string_nul", "echo_string", ["a\0b"]),
    ("echo_string_long", "echo_string", ["l" * 100_000]),
    ("echo_binary", "echo_binary", [b"", b"a", b"ab", b"abc", bytes(range(256))]),
    ("echo_enum", "echo_enum", [t.Sparse.LOWEST, t.Sparse.ZEROTH, t.Sparse.HIGHEST]),
    ("echo_enum_unknown", "echo_enum", [12345, -6]),
    ("echo_typedef", "echo_typedef", [1700000000000]),
    ("echo_list", "echo_list", [[], [7], list(range(14)), list(range(15))]),
    ("echo_list_long", "echo_list", [list(range(-1000, 1000))]),
    ("echo_list_bool", "echo_list_bool", [[], [True, False, True], [False] * 20]),
    ("echo_list_string", "echo_list_string", [[], ["", "ż"]]),
    ("echo_set", "echo_set", [set(), {"a", "b", ""}]),
    ("echo_map", "echo_map", [{}, {"k": -1, "": 2**40}]),
    ("echo_deep", "echo_deep", [[], [[{1: "one"}, {}], []]]),
    ("echo_empty", "echo_empty", [t.Empty()]),
    ("echo_point", "echo_point", [t.Point(1, -1)]),
    ("echo_default", "echo_default", [SAMPLE.dflt]),
    ("echo_required", "echo_required", [SAMPLE.reqd]),
    ("echo_optional", "echo_optional", [SAMPLE.opt, t.AllOptional()]),
    ("echo_defaults", "echo_defaults", [SAMPLE.defaults, t.WithDefaults()]),
    ("echo_containers", "echo_containers", [SAMPLE.containers]),
    ("echo_keys", "echo_keys", [KEYS]),
    ("echo_union", "echo_union", SAMPLE.choices),
    ("echo_tree", "echo_tree", [SAMPLE.tree]),
    ("echo_chain", "echo_chain", [t.Chain(1), t.Chain(1, t.Chain(2, t.Chain(3)))]),
    ("echo_big_ids", "echo_big_ids", [SAMPLE.big_ids]),
    ("echo_neg_ids", "echo_neg_ids", [t.NegIds(1, "two", True)]),
    ("echo_bundle", "echo_bundle", [SAMPLE]),
]
WIDE = t.Wide(
    id=7,
    w_bool=True,
    retyped="text",
    w_i8=1,
    w_i16=2,
    w_i32=3,
    w_i64=4,
    w_double=0.5,
    w_string="s",
    w_binary=b"bytes",
    w_enum=t.Color.BLUE,
    w_struct=SAMPLE.tree,
    w_list_bool=[True, False],
    w_list_struct=[t.Point(1, 2)],
    w_set={"a"},
    w_map={"k": [t.Point(1, 2)]},
    w_empty_map={},
    w_deep=[[{1: "x"}]],
    w_empty=t.Empty(),
    name="kept",
    w_tail=True,
)
