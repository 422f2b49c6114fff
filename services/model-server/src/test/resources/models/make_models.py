"""Makes the tiny ONNX files beside it: pip install onnx numpy; python make_models.py"""
import pathlib
import numpy as np
from onnx import TensorProto as T, checker, helper as h, numpy_helper as n, save

HERE = pathlib.Path(__file__).parent


def write(name, version, nodes, inputs, outputs, constants=()):
    value = lambda v: h.make_tensor_value_info(*v)
    graph = h.make_graph(nodes, name, [value(v) for v in inputs], [value(v) for v in outputs], constants)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=9)
    checker.check_model(model)
    path = HERE / name / str(version) / "model.onnx"
    path.parent.mkdir(parents=True, exist_ok=True)
    save(model, path)


def constant(name, value):
    return n.from_array(np.asarray(value), name)


node = h.make_node
# No config.pbtxt: everything is read from the file.
write("identity-fp32", 1, [node("Identity", ["input"], ["output"])],
      [("input", T.FLOAT, ["n", "k"])], [("output", T.FLOAT, ["n", "k"])])
write("add-two-inputs", 1, [node("Add", ["A", "B"], ["sum"])],
      [("A", T.FLOAT, ["n", 4]), ("B", T.FLOAT, ["n", 4])], [("sum", T.FLOAT, ["n", 4])])
for version, factor in ((1, 2), (2, 3)):
    write("scale", version, [node("Mul", ["input", "factor"], ["output"])],
          [("input", T.FLOAT, ["n", 4])], [("output", T.FLOAT, ["n", 4])], [constant("factor", np.float32(factor))])
write("negate-fixed", 1, [node("Neg", ["input"], ["output"])],
      [("input", T.FLOAT, [2, 3])], [("output", T.FLOAT, [2, 3])])
write("echo-text", 1, [node("Identity", ["input"], ["output"])],
      [("input", T.STRING, ["n", 2])], [("output", T.STRING, ["n", 2])])
write("double-int64", 1, [node("Add", ["input", "input"], ["output"])],
      [("input", T.INT64, ["n", "k"])], [("output", T.INT64, ["n", "k"])])
write("plus-and-minus", 1, [node("Identity", ["input"], ["plus"]), node("Neg", ["input"], ["minus"])],
      [("input", T.FLOAT, ["n", "k"])], [("plus", T.FLOAT, ["n", "k"]), ("minus", T.FLOAT, ["n", "k"])])
write("not", 1, [node("Not", ["input"], ["output"])], [("input", T.BOOL, ["n", 2])], [("output", T.BOOL, ["n", 2])])
# Gives the first row alone, however many it is given, which the file does not say.
write("first-row", 1, [node("Compress", ["input", "first"], ["row"], axis=0)],
      [("input", T.FLOAT, ["n", 4])], [("row", T.FLOAT, [None, 4])], [constant("first", np.bool_([True]))])
# An index outside 0..9 fails in the runtime, and with it whatever batch it is in.
write("lookup", 1, [node("Gather", ["table", "index"], ["value"], axis=0)],
      [("index", T.INT64, ["n", 1])], [("value", T.FLOAT, ["n", 1])],
      [constant("table", np.arange(10, dtype=np.float32) * 10)])
# Takes about as many milliseconds as the largest number in the batch says.
body = h.make_graph([node("MatMul", ["m_in", "weight"], ["m_out"]), node("Identity", ["go_in"], ["go_out"])], "body",
                    [h.make_tensor_value_info("i", T.INT64, []), h.make_tensor_value_info("go_in", T.BOOL, []),
                     h.make_tensor_value_info("m_in", T.FLOAT, [256, 256])],
                    [h.make_tensor_value_info("go_out", T.BOOL, []), h.make_tensor_value_info("m_out", T.FLOAT, [256, 256])],
                    [])
write("busy", 1, [node("ConstantOfShape", ["square"], ["weight"]), node("ConstantOfShape", ["square"], ["start"]),
                  node("ReduceMax", ["work"], ["trips"], keepdims=0),
                  node("Loop", ["trips", "yes", "start"], ["end"], body=body),
                  node("ReduceSum", ["end"], ["total"], keepdims=0),
                  node("Cast", ["total"], ["total64"], to=T.INT64),
                  node("Sub", ["total64", "total64"], ["nothing"]),
                  node("Add", ["work", "nothing"], ["done"])],
      [("work", T.INT64, ["n", 1])], [("done", T.INT64, ["n", 1])],
      [constant("yes", True), constant("square", np.int64([256, 256]))])
# The same number of rounds whatever it is given, and so a run of a second or so that may be shared.
write("slow", 1, [node("ConstantOfShape", ["square"], ["weight"]), node("ConstantOfShape", ["square"], ["start"]),
                  node("Loop", ["rounds", "yes", "start"], ["end"], body=body),
                  node("ReduceSum", ["end"], ["total"], keepdims=0),
                  node("Cast", ["total"], ["total64"], to=T.INT64),
                  node("Sub", ["total64", "total64"], ["nothing"]),
                  node("Add", ["work", "nothing"], ["done"])],
      [("work", T.INT64, ["n", 1])], [("done", T.INT64, ["n", 1])],
      [constant("yes", True), constant("square", np.int64([256, 256])), constant("rounds", np.int64(1000))])
# Odd shapes, for callers who come at once. The first dimension is a sequence, and the file names it the same on both sides.
write("running-total", 1, [node("CumSum", ["steps", "axis"], ["totals"])],
      [("steps", T.FLOAT, ["t", 2])], [("totals", T.FLOAT, ["t", 2])], [constant("axis", np.int64(0))])
# Rows disturb one another by nothing where they are equal.
write("centred", 1, [node("ReduceMean", ["input"], ["mean"], axes=[0], keepdims=1), node("Sub", ["input", "mean"], ["output"])],
      [("input", T.FLOAT, ["n", 2])], [("output", T.FLOAT, ["n", 2])])
# The same by an operator that the server does not look into.
write("shares", 1, [node("Einsum", ["input"], ["sum"], equation="ij->j"), node("Add", ["sum", "hundred"], ["all"]),
                    node("Div", ["input", "all"], ["output"])],
      [("input", T.FLOAT, ["n", 2])], [("output", T.FLOAT, ["n", 2])], [constant("hundred", np.float32(100))])
# Rows disturb one another only where one of them begins with more than 100.
write("rarely", 1, [node("ReduceMax", ["input"], ["most"], axes=[0], keepdims=1), node("Greater", ["most", "limit"], ["rare"]),
                    node("Neg", ["input"], ["other"]), node("Where", ["rare", "other", "input"], ["output"])],
      [("input", T.FLOAT, ["n", 2])], [("output", T.FLOAT, ["n", 2])], [constant("limit", np.float32([[100, 1000]]))])
# One output is row by row and the other is not.
write("half", 1, [node("Neg", ["input"], ["own"]), node("ReduceSum", ["input", "axes"], ["sum"], keepdims=1),
                  node("Div", ["input", "sum"], ["share"])],
      [("input", T.FLOAT, ["n", 2])], [("own", T.FLOAT, ["n", 2]), ("share", T.FLOAT, ["n", 2])], [constant("axes", np.int64([0]))])
# Row by row for rows of four; of shorter ones several make one.
write("fours", 1, [node("Shape", ["input"], ["shape"]), node("Reshape", ["input", "four"], ["rows"]),
                   node("Softmax", ["rows"], ["parts"], axis=1), node("Reshape", ["parts", "shape"], ["output"])],
      [("input", T.FLOAT, ["n", "k"])], [("output", T.FLOAT, ["n", "k"])], [constant("four", np.int64([-1, 4]))])
# A detector: the rows whose first number is above 0, as the file of an exporter names their number, or does not, or wrongly.
for name, rows, found in (("findings", None, None), ("findings-named", "N", "K"), ("findings-misnamed", "N", "N")):
    write(name, 1, [node("Gather", ["input", "column"], ["score"], axis=1), node("Greater", ["score", "zero"], ["above"]),
                    node("Compress", ["input", "above"], ["found"], axis=0)],
          [("input", T.FLOAT, [rows, 2])], [("found", T.FLOAT, [found, 2])],
          [constant("column", np.int64(0)), constant("zero", np.float32(0))])
# Gives the first row alone, of rows of any length; and a model that takes one row in spite of what its file says.
write("first-of-any", 1, [node("Compress", ["input", "first"], ["row"], axis=0)],
      [("input", T.FLOAT, [None, "k"])], [("row", T.FLOAT, [None, "k"])], [constant("first", np.bool_([True]))])
write("one-by-one", 1, [node("Shape", ["input"], ["shape"]), node("Reshape", ["input", "one"], ["row"]),
                        node("Neg", ["row"], ["negative"]), node("Reshape", ["negative", "shape"], ["output"])],
      [("input", T.FLOAT, ["n", 2])], [("output", T.FLOAT, ["n", 2])], [constant("one", np.int64([1, 2]))])
# No dimension at all.
write("scalar", 1, [node("Add", ["input", "input"], ["output"])], [("input", T.FLOAT, [])], [("output", T.FLOAT, [])])
# Its weight lies in a file of its own.
graph = h.make_graph([node("Add", ["input", "weight"], ["output"])], "external-weight",
                     [h.make_tensor_value_info("input", T.FLOAT, ["n", 4])], [h.make_tensor_value_info("output", T.FLOAT, ["n", 4])],
                     [constant("weight", np.float32([10, 20, 30, 40]))])
folder = HERE.parent / "external-data" / "external-weight" / "1"
folder.mkdir(parents=True, exist_ok=True)
(folder / "weights.bin").unlink(missing_ok=True)  # it would be appended to
save(h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=9), folder / "model.onnx",
     save_as_external_data=True, location="weights.bin", size_threshold=0)
