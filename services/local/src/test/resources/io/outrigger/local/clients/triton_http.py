"""tritonclient over HTTP: binary and JSON tensors both ways, and the questions that it asks before."""
import tritonclient.http as triton

from sample import HEADERS, HOST, MODEL, PIXELS, VERSION, check, require


def ask(client, how, binary_in, binary_out, **options):
    tensor = triton.InferInput("input", list(PIXELS.shape), "FP32")
    tensor.set_data_from_numpy(PIXELS, binary_data=binary_in)
    outputs = [triton.InferRequestedOutput("probabilities", binary_data=binary_out)]
    answer = client.infer(MODEL, [tensor], model_version=VERSION, outputs=outputs, request_id="7", headers=dict(HEADERS), **options)
    require(answer.get_response()["id"] == "7", f"{how}: the request's id")
    check(answer.as_numpy("probabilities"), answer.get_response()["model_version"], how)


with triton.InferenceServerClient(HOST) as client:
    require(client.is_server_live(headers=dict(HEADERS)), "live")
    require(client.is_server_ready(headers=dict(HEADERS)), "ready")
    require(client.is_model_ready(MODEL, VERSION, headers=dict(HEADERS)), "the model is ready")
    require("binary_tensor_data" in client.get_server_metadata(headers=dict(HEADERS))["extensions"], "server metadata")
    metadata = client.get_model_metadata(MODEL, VERSION, headers=dict(HEADERS))
    require([tensor["name"] for tensor in metadata["inputs"]] == ["input"], "model metadata")
    ask(client, "binary", True, True)
    ask(client, "JSON", False, False)
    ask(client, "JSON in, binary out", False, True)
    ask(client, "binary in, JSON out", True, False)
    ask(client, "with a timeout and a priority", True, True, timeout=20_000_000, priority=1)
    request = client.async_infer(MODEL, [triton.InferInput("input", list(PIXELS.shape), "FP32").set_data_from_numpy(PIXELS)],
                                 model_version=VERSION, headers=dict(HEADERS))
    check(request.get_result().as_numpy("probabilities"), VERSION, "async_infer")
