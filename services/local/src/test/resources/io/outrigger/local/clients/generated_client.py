"""The client that openapi-python-client makes of the gateway's document, used for every kind of call; it lies on PYTHONPATH."""
import base64
import os
import pathlib

from generated import AuthenticatedClient, Client
from generated.api.inference import infer
from generated.api.open_ import health, live, ready
from generated.api.open_inference_protocol import (
    all_statistics, model_config, model_metadata, model_metadata_version, model_ready, model_statistics, oip_infer, oip_infer_version,
    server_metadata)
from generated.api.repository import repository_index
from generated.models import (
    ErrorCode, Health, IndexRequest, InferAnswer, InferRequest, ModelMetadata, OipAnswer, OipRequest, PictureInput, Problem, Ready,
    RequestedOutput, ServerMetadata, State, Statistics, Tensor, TensorDatatype, TensorsInput)
from generated.types import File

from sample import MODEL, PIXELS, TOKEN, URL, VERSION, check, require

tensor = Tensor(name="input", shape=list(PIXELS.shape), datatype=TensorDatatype.FP32, data=PIXELS.reshape(-1).tolist())
picture = base64.b64encode(pathlib.Path(os.environ["PICTURE_FILE"]).read_bytes()).decode()


def of(answer, kind, how):
    require(isinstance(answer, kind), f"{how}: {kind.__name__} is expected, {answer} came; it")
    return answer


with Client(URL) as nobody:
    require(of(health.sync(client=nobody), Health, "health").status == State.UP, "health")
    require(of(ready.sync(client=nobody), Ready, "ready").ready, "ready")
    require(live.sync_detailed(client=nobody).status_code == 200, "live")
    refused = of(model_ready.sync(MODEL, client=nobody), Problem, "without a token")
    require(refused.code == ErrorCode.UNAUTHENTICATED_CALLER and not refused.retryable, "the refusal of a call without a token")

with AuthenticatedClient(URL, TOKEN) as client:
    answer = of(infer.sync(client=client, body=InferRequest(MODEL, PictureInput(picture), version=VERSION, id="7")), InferAnswer, "picture")
    require(answer.id == "7" and answer.classification[0].label == "7", "the label of the picture")
    check(answer.outputs[0].data, answer.version.removeprefix("v"), "picture")
    answer = of(infer.sync(client=client, body=InferRequest(MODEL, TensorsInput([tensor]))), InferAnswer, "tensors")
    check(answer.outputs[0].data, answer.version.removeprefix("v"), "tensors")
    answer = of(oip_infer.sync(MODEL, client=client, body=OipRequest([tensor])), OipAnswer, "/v2")
    check(answer.outputs[0].data, answer.model_version, "/v2")
    answer = of(oip_infer_version.sync(MODEL, VERSION, client=client, body=OipRequest(
        [tensor], id="7", outputs=[RequestedOutput("probabilities")])), OipAnswer, "/v2 with a version")
    check(answer.outputs[0].data, VERSION, "/v2 with a version")
    head = b'{"inputs":[{"name":"input","shape":[1,1,28,28],"datatype":"FP32","parameters":{"binary_data_size":3136}}]}'
    answer = of(oip_infer.sync(MODEL, client=client, body=File(head + PIXELS.astype("<f4").tobytes()),
                               inference_header_content_length=len(head)), OipAnswer, "/v2 in binary")
    check(answer.outputs[0].data, answer.model_version, "/v2 in binary")
    require(of(server_metadata.sync(client=client), ServerMetadata, "/v2").extensions, "the server's extensions")
    for metadata in model_metadata.sync(MODEL, client=client), model_metadata_version.sync(MODEL, VERSION, client=client):
        of(metadata, ModelMetadata, "model metadata")
        require(metadata.inputs[0].name == "input" and metadata.inputs[0].shape == [-1, 1, 28, 28], "the model's input")
    require(of(model_ready.sync(MODEL, client=client), Ready, "model ready").ready, "the model is ready")
    require(model_config.sync(MODEL, client=client)["name"] == MODEL, "the model's configuration")
    require(of(model_statistics.sync(MODEL, client=client), Statistics, "statistics").model_stats, "the model's statistics")
    wrong = of(infer.sync(client=client, body=InferRequest(MODEL, PictureInput("bm8gcGljdHVyZQ=="))), Problem, "no picture")
    require(wrong.code == ErrorCode.INVALID_IMAGE, "the refusal of what is no picture")
    require(of(all_statistics.sync(client=client), Problem, "all statistics").code == ErrorCode.FORBIDDEN, "what is the administrator's")

with AuthenticatedClient(URL, os.environ["ADMIN_TOKEN"]) as admin:
    listed = repository_index.sync(client=admin, body=IndexRequest(ready=True))
    require(MODEL in [entry.name for entry in listed], "the repository's index")
    of(all_statistics.sync(client=admin), Statistics, "all statistics")
print("generated client: 7")
