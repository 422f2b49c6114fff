"""tritonclient over gRPC: raw tensors, gzip, its asyncio client, and the questions that it asks before."""
import asyncio

import tritonclient.grpc as triton
import tritonclient.grpc.aio as triton_aio

from sample import GRPC, HEADERS, MODEL, PIXELS, VERSION, check, require


def question(module):
    tensor = module.InferInput("input", list(PIXELS.shape), "FP32")
    tensor.set_data_from_numpy(PIXELS)
    return {"model_name": MODEL, "inputs": [tensor], "model_version": VERSION, "request_id": "7", "headers": HEADERS,
            "outputs": [module.InferRequestedOutput("probabilities")]}


def judge(answer, how):
    require(answer.get_response().id == "7", f"{how}: the request's id")
    check(answer.as_numpy("probabilities"), answer.get_response().model_version, how)


with triton.InferenceServerClient(GRPC) as client:
    require(client.is_server_live(headers=HEADERS), "live")
    require(client.is_server_ready(headers=HEADERS), "ready")
    require(client.is_model_ready(MODEL, VERSION, headers=HEADERS), "the model is ready")
    require(client.get_model_metadata(MODEL, VERSION, headers=HEADERS).inputs[0].name == "input", "model metadata")
    require(client.get_model_config(MODEL, VERSION, headers=HEADERS).config.max_batch_size == 64, "model configuration")
    judge(client.infer(**question(triton)), "plain")
    judge(client.infer(**question(triton), client_timeout=20, timeout=20_000_000, priority=1), "with a timeout and a priority")
    judge(client.infer(**question(triton), compression_algorithm="gzip"), "gzip")


async def main():
    async with triton_aio.InferenceServerClient(GRPC) as client:
        require(await client.is_server_ready(headers=HEADERS), "ready, asyncio")
        judge(await client.infer(**question(triton_aio)), "asyncio")


asyncio.run(main())
