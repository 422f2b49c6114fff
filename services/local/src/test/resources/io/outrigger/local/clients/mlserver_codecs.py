"""What a program sends that builds its requests with MLServer's types, codecs and converters, over REST and gRPC."""
import grpc
import httpx
from mlserver.codecs import NumpyCodec, NumpyRequestCodec
from mlserver.grpc.converters import ModelInferRequestConverter, ModelInferResponseConverter
from mlserver.grpc.dataplane_pb2_grpc import GRPCInferenceServiceStub
from mlserver.types import InferenceRequest, InferenceResponse

from sample import GRPC, HEADERS, MODEL, PIXELS, URL, VERSION, check



def plain():
    return InferenceRequest(id="7", inputs=[NumpyCodec.encode_input(name="input", payload=PIXELS)])


def whole():
    question = NumpyRequestCodec.encode_request(PIXELS)
    question.inputs[0].name = "input"
    return question


for how, question in (("REST", plain()), ("REST, request codec", whole())):
    for path in (f"/v2/models/{MODEL}/infer", f"/v2/models/{MODEL}/versions/{VERSION}/infer"):
        answer = httpx.post(URL + path, content=question.model_dump_json(), timeout=30,
                            headers={"content-type": "application/json", **HEADERS})
        if answer.status_code != 200:
            raise SystemExit(f"{how}: {answer.status_code} {answer.text}\nto {question.model_dump_json()[:300]}")
        parsed = InferenceResponse.model_validate_json(answer.text)
        check(NumpyCodec.decode_output(parsed.outputs[0]), parsed.model_version, f"{how} {path}")

with grpc.insecure_channel(GRPC) as channel:
    for how, question, raw in (("typed contents", plain(), False), ("raw", plain(), True), ("request codec", whole(), True)):
        message = ModelInferRequestConverter.from_types(question, model_name=MODEL, model_version=VERSION, use_raw=raw)
        answer = GRPCInferenceServiceStub(channel).ModelInfer(message, metadata=list(HEADERS.items()), timeout=30)
        parsed = ModelInferResponseConverter.to_types(answer)
        check(NumpyCodec.decode_output(parsed.outputs[0]), parsed.model_version, f"gRPC, {how}")
