"""What KServe's REST client asks before the first question; it reads JSON in every answer."""
import asyncio

from kserve import InferenceRESTClient, RESTConfig

from sample import HEADERS, MODEL, URL, require


async def main():
    async with InferenceRESTClient(RESTConfig(protocol="v2", timeout=30)) as client:
        require(await client.is_server_live(URL, headers=HEADERS), "live")
        require(await client.is_server_ready(URL, headers=HEADERS), "ready")
        require(await client.is_model_ready(URL, MODEL, headers=HEADERS), "the model is ready")


asyncio.run(main())
