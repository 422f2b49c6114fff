"""tritonclient's asyncio client over HTTP, which calls its JSON bodies application/octet-stream."""
import asyncio

import tritonclient.http.aio as triton

from sample import HEADERS, HOST, MODEL, PIXELS, VERSION, check, require


async def ask(client, how, binary, **options):
    tensor = triton.InferInput("input", list(PIXELS.shape), "FP32")
    tensor.set_data_from_numpy(PIXELS, binary_data=binary)
    outputs = [triton.InferRequestedOutput("probabilities", binary_data=binary)]
    answer = await client.infer(MODEL, [tensor], model_version=VERSION, outputs=outputs, headers=dict(HEADERS), **options)
    check(answer.as_numpy("probabilities"), answer.get_response()["model_version"], how)


async def main():
    async with triton.InferenceServerClient(HOST) as client:
        require(await client.is_server_live(headers=dict(HEADERS)), "live")
        require(await client.is_server_ready(headers=dict(HEADERS)), "ready")
        require(await client.is_model_ready(MODEL, VERSION, headers=dict(HEADERS)), "the model is ready")
        require((await client.get_model_metadata(MODEL, VERSION, headers=dict(HEADERS)))["name"] == MODEL, "model metadata")
        await ask(client, "binary", True)
        await ask(client, "JSON", False)
        for algorithm in ("gzip", "deflate"):
            await ask(client, f"request in {algorithm}", True, request_compression_algorithm=algorithm)
            await ask(client, f"JSON request in {algorithm}", False, request_compression_algorithm=algorithm)


asyncio.run(main())
