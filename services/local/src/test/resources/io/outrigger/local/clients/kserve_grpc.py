"""KServe's gRPC client, with raw tensors and with typed contents."""
import asyncio

from kserve import InferenceGRPCClient, InferInput, InferRequest

from sample import GRPC, HEADERS, MODEL, PIXELS, VERSION, check, require


async def main():
    metadata = list(HEADERS.items())
    async with InferenceGRPCClient(url=GRPC) as client:
        require(await client.is_server_live(headers=metadata), "live")
        require(await client.is_server_ready(headers=metadata), "ready")
        require(await client.is_model_ready(MODEL, headers=metadata), "the model is ready")
        for how, raw in (("typed contents", False), ("raw", True)):
            tensor = InferInput("input", list(PIXELS.shape), "FP32")
            tensor.set_data_from_numpy(PIXELS, binary_data=raw)
            question = InferRequest(MODEL, [tensor], request_id="7", model_version=VERSION)
            answer = await client.infer(question, headers=metadata)
            require(answer.id == "7", f"{how}: the request's id")
            check(answer.outputs[0].as_numpy(), answer.model_version, how)


asyncio.run(main())
