#!/usr/bin/env python3
"""The ONNX project's node tests against the model server: every answer compared, bit by bit, with ONNX Runtime's own.

    mvn -q package -DskipTests -pl services/model-server -am
    python3 services/model-server/src/test/resources/io/outrigger/modelserver/node_tests.py

makes a virtual environment with the packages of node_tests.txt, starts the built model server over an empty repository and puts in every
node test of the `onnx` wheel that ONNX Runtime passes by itself. Each is asked over gRPC and over HTTP (binary tensors), and through the
gateway too where --platform names the platform.env of one that is running (its models folder is then the repository). The table at the
end counts; the exit status is 1 if an answer was wrong, or a model refused for another reason than a limit that is documented.
"""
import argparse
import http.client
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve()
MODULE = HERE.parents[6] if len(HERE.parents) > 6 else HERE.parent
# The limits of the model server's README, and the registry's own.
NO_INPUTS = "A signature needs at least one input"
STATED = ("is no tensor but ", "which the protocol lacks")


def own_environment():
    """Runs this script again in a virtual environment that has the packages."""
    folder = MODULE / "target" / "node-tests-python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run([folder / "bin/python", "-m", "pip", "install", "-q", "-r", str(HERE.with_suffix(".txt"))], check=True)
        (folder / "complete").touch()
    os.execv(folder / "bin/python", [str(folder / "bin/python"), str(HERE), *sys.argv[1:]])


try:
    import grpc
    import numpy
    import onnx
    import onnxruntime
    from onnx import TensorProto, numpy_helper
    from tritonclient.grpc import service_pb2, service_pb2_grpc
except ImportError:
    if sys.prefix != sys.base_prefix:
        raise
    own_environment()

DATATYPES = {
    TensorProto.BOOL: "BOOL", TensorProto.UINT8: "UINT8", TensorProto.UINT16: "UINT16", TensorProto.UINT32: "UINT32",
    TensorProto.UINT64: "UINT64", TensorProto.INT8: "INT8", TensorProto.INT16: "INT16", TensorProto.INT32: "INT32",
    TensorProto.INT64: "INT64", TensorProto.FLOAT16: "FP16", TensorProto.FLOAT: "FP32", TensorProto.DOUBLE: "FP64",
    TensorProto.BFLOAT16: "BF16", TensorProto.STRING: "BYTES",
}


class Case:
    """One node test: the model, what goes in and what ONNX Runtime makes of it. Tensors are (name, datatype, shape, bytes)."""

    def __init__(self, folder):
        self.name = folder.name
        self.file = folder / "model.onnx"
        self.data = folder / "test_data_set_0"
        self.model = onnx.load(str(self.file))

    def read(self):
        """Fills in the tensors; the reason why it is no test of the server's where ONNX Runtime does not pass it, or None."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        try:
            session = onnxruntime.InferenceSession(str(self.file), options, providers=["CPUExecutionProvider"])
        except Exception as failure:
            return "ONNX Runtime does not load it: " + first_line(failure)
        wanted = {value.name for value in session.get_inputs()}
        feeds, self.inputs, self.outputs = {}, [], None
        graph_inputs = [value for value in self.model.graph.input]
        for index, value in enumerate(graph_inputs):
            file = self.data / ("input_%d.pb" % index)
            if not file.exists():
                continue
            loaded = load(file, value)
            if value.name in wanted:
                feeds[value.name] = array(loaded)
                self.inputs.append(tensor(value.name, loaded) if isinstance(loaded, onnx.TensorProto) else None)
        expected = [load(self.data / ("output_%d.pb" % index), value) for index, value in enumerate(self.model.graph.output)]
        try:
            results = session.run(None, feeds)
        except Exception as failure:
            if "numpy" not in str(failure).lower():
                return "ONNX Runtime does not run it: " + first_line(failure)
            # Python's ONNX Runtime can neither take nor show such tensors: the test's own answer is compared instead.
            results = [array(one) for one in expected]
        for value, result, right in zip(session.get_outputs(), results, expected):
            if not agree(result, right):
                return "ONNX Runtime's own answer is another than the test's"
        self.outputs = [None if isinstance(result, (list, dict, type(None))) else
                        (value.name, datatype(value.type), list(result.shape), raw(result))
                        for value, result in zip(session.get_outputs(), results)]
        return None


def first_line(failure):
    return str(failure).strip().splitlines()[0][:200]


def load(file, value):
    content = file.read_bytes()
    kind = value.type.WhichOneof("value")
    if kind == "sequence_type":
        sequence = onnx.SequenceProto.FromString(content)
        return numpy_helper.to_list(sequence)
    if kind == "optional_type":
        return numpy_helper.to_optional(onnx.OptionalProto.FromString(content))
    return onnx.TensorProto.FromString(content)


def array(loaded):
    return numpy_helper.to_array(loaded) if isinstance(loaded, onnx.TensorProto) else loaded


def tensor(name, proto):
    return name, DATATYPES.get(proto.data_type, "?"), list(proto.dims), raw(array(proto))


def datatype(text):
    """ONNX Runtime's name of a type as the protocol has it."""
    names = {"bool": "BOOL", "float": "FP32", "double": "FP64", "float16": "FP16", "bfloat16": "BF16", "string": "BYTES"}
    inner = text.removeprefix("tensor(").removesuffix(")")
    return names.get(inner, inner.upper())


def raw(values):
    if values.dtype.kind in "OUS":
        elements = [one if isinstance(one, bytes) else str(one).encode() for one in values.reshape(-1)]
        return b"".join(struct.pack("<I", len(one)) + one for one in elements)
    return numpy.ascontiguousarray(values).tobytes()


def agree(result, expected):
    """Within the tolerance of ONNX's own runner."""
    expected = array(expected)
    if isinstance(expected, list):
        return isinstance(result, list) and len(result) == len(expected) and all(map(agree, result, expected))
    if expected is None or result is None:
        return expected is result
    if tuple(result.shape) != tuple(expected.shape):
        return False
    if expected.dtype.kind in "OUS":
        return [str(one) for one in result.reshape(-1)] == [
            one.decode() if isinstance(one, bytes) else str(one) for one in expected.reshape(-1)]
    if result.dtype != expected.dtype:
        return result.tobytes() == expected.tobytes()
    if expected.dtype.kind in "biu":
        return numpy.array_equal(result, expected)
    return numpy.allclose(result.astype(numpy.float64), expected.astype(numpy.float64), rtol=1e-3, atol=1e-5, equal_nan=True)


class Http:
    """One REST address, asked with binary tensors."""

    def __init__(self, url, token=None):
        parts = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        self.headers = {"Authorization": "Bearer " + token} if token else {}

    def call(self, method, path, body=b"", headers={}):
        self.connection.request(method, path, body, {**self.headers, **headers})
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def infer(self, case):
        head = json.dumps({
            "inputs": [{"name": name, "datatype": kind, "shape": shape, "parameters": {"binary_data_size": len(data)}}
                       for name, kind, shape, data in case.inputs],
            "parameters": {"binary_data_output": True}}).encode()
        status, headers, body = self.call("POST", "/v2/models/%s/infer" % case.name, head + b"".join(one[3] for one in case.inputs),
                                          {"Inference-Header-Content-Length": str(len(head)),
                                           "Content-Type": "application/octet-stream"})
        if status != 200:
            raise RuntimeError("HTTP %d %s" % (status, body.decode(errors="replace")[:300]))
        length = int(headers.get("Inference-Header-Content-Length", len(body)))
        described, rest, outputs = json.loads(body[:length]), body[length:], {}
        for one in described["outputs"]:
            size = one["parameters"]["binary_data_size"]
            outputs[one["name"]] = (one["name"], one["datatype"], one["shape"], rest[:size])
            rest = rest[size:]
        return outputs


class Grpc:
    """One gRPC address."""

    def __init__(self, address, token=None):
        self.stub = service_pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(address))
        self.metadata = [("authorization", "Bearer " + token)] if token else []

    def infer(self, case):
        request = service_pb2.ModelInferRequest(model_name=case.name)
        for name, kind, shape, data in case.inputs:
            request.inputs.add(name=name, datatype=kind, shape=shape)
            request.raw_input_contents.append(data)
        answer = self.stub.ModelInfer(request, timeout=60, metadata=self.metadata)
        return {one.name: (one.name, one.datatype, list(one.shape), data)
                for one, data in zip(answer.outputs, answer.raw_output_contents)}


class Server:
    """The model server of this build over an empty repository, for as long as the tests run."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="node-tests-"))
        jar = MODULE / "target" / "model-server.jar"
        if not jar.exists():
            sys.exit("There is no %s: mvn package -DskipTests -pl services/model-server -am builds it." % jar)
        java = pathlib.Path(os.environ.get("JAVA25_HOME", os.environ.get("JAVA_HOME", ""))) / "bin" / "java"
        self.http_port, self.grpc_port = free_port(), free_port()
        self.log = open(self.folder.with_suffix(".log"), "w+")
        self.process = subprocess.Popen(
            [str(java) if java.exists() else "java", "--enable-native-access=ALL-UNNAMED", "-jar", str(jar)], stdout=self.log,
            stderr=subprocess.STDOUT, env={**os.environ, "MODEL_REPOSITORY": str(self.folder), "HTTP_PORT": str(self.http_port),
                                           "GRPC_PORT": str(self.grpc_port), "METRICS_PORT": "0", "BIND_HOST": "127.0.0.1"})
        for _ in range(600):
            if self.process.poll() is not None:
                self.log.seek(0)
                sys.exit("The model server did not start:\n" + self.log.read()[-2000:])
            try:
                if Http("http://127.0.0.1:%d" % self.http_port).call("GET", "/v2/health/live")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.1)
        sys.exit("The model server was not up after a minute.")

    def __exit__(self, *failure):
        self.process.terminate()
        self.process.wait(60)
        self.log.close()
        os.unlink(self.log.name)
        shutil.rmtree(self.folder)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(case, repository, control, counts):
    """Puts the model into the repository and loads it; False where it is refused."""
    target = repository / case.name / "1"
    target.mkdir(parents=True)
    shutil.copy(case.file, target / "model.onnx")
    status, _, body = control.call("POST", "/v2/repository/models/%s/load" % case.name)
    if status == 200:
        return True
    reason = body.decode(errors="replace")
    stated = status == 400 and any(sentence in reason for sentence in STATED)
    counts.add("refused by a stated limit" if stated else "REFUSED", case.name, reason[:300])
    return False


def leave(case, repository, control):
    """Also what was refused: a server is not ready while it misses a model."""
    control.call("POST", "/v2/repository/models/%s/unload" % case.name)
    shutil.rmtree(repository / case.name)


def register(case, platform, registry, counts):
    body = json.dumps({"name": case.name, "version": "v1", "framework": "onnx", "endpoint": platform["MODEL_SERVER_GRPC"]})
    status, _, answer = registry.call("POST", "/v1/models", body, {"Content-Type": "application/json"})
    if status not in (200, 201):
        reason = answer.decode(errors="replace")
        counts.add("not registered by a stated limit" if NO_INPUTS in reason else "NOT REGISTERED", case.name, reason[:300])
        return False
    return True


def compare(case, way, asked, counts):
    try:
        found = asked.infer(case)
    except (grpc.RpcError, RuntimeError) as failure:
        counts.add("FAILED over " + way, case.name, failure.details() if isinstance(failure, grpc.RpcError) else str(failure))
        return
    for expected in case.outputs:
        if found.get(expected[0]) != expected:
            counts.add("WRONG over " + way, case.name, "output '%s': expected %s, found %s" % (
                expected[0], str(expected[1:])[:200], str(found.get(expected[0], ())[1:])[:200]))
            return
    counts.add("right over " + way, case.name)


class Counts:
    """What came of every test. Kinds in capitals are faults."""

    def __init__(self):
        self.kinds = {}

    def add(self, kind, name, why=""):
        self.kinds.setdefault(kind, []).append((name, why))

    def report(self, listed):
        for kind, cases in sorted(self.kinds.items()):
            if kind[0:2].isupper() or kind in listed:
                for name, why in cases:
                    print("%s: %s: %s" % (kind, name, why))
        print()
        for kind, cases in sorted(self.kinds.items(), key=lambda one: one[0].lower()):
            print("%6d  %s" % (len(cases), kind))
        return any(kind[0:2].isupper() for kind in self.kinds)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--every", type=int, default=1, help="only every n-th test, always the same ones")
    arguments.add_argument("--repository", help="repository of a model server that is running; with --http and --grpc")
    arguments.add_argument("--http", help="its REST address, http://host:port")
    arguments.add_argument("--grpc", help="its gRPC address, host:port")
    arguments.add_argument("--platform", help="platform.env of a running platform: asks through its gateway as well")
    arguments.add_argument("--list", default="", help="kinds whose tests are listed with their reasons, as the table names them")
    options = arguments.parse_args()
    if options.repository:
        return run(options, pathlib.Path(options.repository), options.http, options.grpc)
    with Server() as server:
        return run(options, server.folder, "http://127.0.0.1:%d" % server.http_port, "127.0.0.1:%d" % server.grpc_port)


def settings(file):
    lines = [line.removeprefix("export ").strip() for line in pathlib.Path(file).read_text().splitlines() if "=" in line]
    return {key: value.strip("'\"") for key, value in (line.split("=", 1) for line in lines)}


def run(options, repository, http_url, grpc_address):
    counts, control = Counts(), Http(http_url)
    ways = {"HTTP": control, "gRPC": Grpc(grpc_address)}
    platform, beyond = settings(options.platform) if options.platform else None, {}
    if platform:
        registry = Http(platform["REGISTRY_URL"], platform["ADMIN_TOKEN"])
        beyond = {"the gateway's REST": Http(platform["GATEWAY_URL"], platform["TOKEN"]),
                  "the gateway's gRPC": Grpc(platform["GATEWAY_GRPC"], platform["TOKEN"])}
    data = pathlib.Path(onnx.__file__).parent / "backend" / "test" / "data" / "node"
    folders = sorted(folder for folder in data.iterdir() if (folder / "model.onnx").exists())[::options.every]
    for folder in folders:
        case = Case(folder)
        reason = case.read()
        if reason:
            counts.add("not ONNX Runtime's either", case.name, reason)
            continue
        if serve(case, repository, control, counts):
            for way, asked in ways.items():
                compare(case, way, asked, counts)
            if platform and register(case, platform, registry, counts):
                for way, asked in beyond.items():
                    compare(case, way, asked, counts)
        leave(case, repository, control)
    print("%d of the node tests of onnx %s, ONNX Runtime %s" % (len(folders), onnx.__version__, onnxruntime.__version__))
    return counts.report(options.list.split(","))


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
