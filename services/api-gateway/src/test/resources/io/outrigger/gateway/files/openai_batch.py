"""OpenAI's client, unchanged: uploads rows, submits them, asks, lists, reads and deletes."""
import json
import os
import sys

from openai import NotFoundError, OpenAI

client = OpenAI(base_url=os.environ["GATEWAY"] + "/v1", api_key=os.environ["TOKEN"])
rows = [{"custom_id": str(i), "method": "POST", "url": "/v1/infer",
         "body": {"model": "plain", "input": {"tensors": []}}} for i in range(1000)]
path = os.environ["FOLDER"] + "/rows.jsonl"
with open(path, "w") as file:
    file.writelines(json.dumps(row) + "\n" for row in rows)


def check(holds, sentence):
    if not holds:
        sys.exit(sentence)


uploaded = client.files.create(file=open(path, "rb"), purpose="batch",
                               expires_after={"anchor": "created_at", "seconds": 3600})
check(uploaded.bytes == os.path.getsize(path), f"the file should have all its bytes: {uploaded}")
check(uploaded.expires_at == uploaded.created_at + 3600, f"the file should expire: {uploaded}")
check(client.files.retrieve(uploaded.id).filename == "rows.jsonl", "the file should keep its name")
check(client.files.content(uploaded.id).text == open(path).read(), "the file should be what was uploaded")
check(uploaded.id in [file.id for file in client.files.list(purpose="batch")], "the file should be listed")

batch = client.batches.create(input_file_id=uploaded.id, endpoint="/v1/infer", completion_window="24h",
                              metadata={"team": "a"}, extra_body={"priority": "low"})
check(batch.status == "validating" and batch.metadata == {"team": "a"}, f"the batch should be there: {batch}")
again = client.batches.retrieve(batch.id)
check(again.input_file_id == uploaded.id and again.output_file_id is None, f"the batch should be the same: {again}")
check(batch.id in [item.id for item in client.batches.list(limit=1)], "the batch should be listed, page by page")
check(client.batches.cancel(batch.id).status == "cancelling", "the batch should be cancelled")

ended = client.batches.retrieve(os.environ["ENDED"])
check(ended.status == "completed", f"the batch should have ended: {ended}")
results = client.files.content(ended.output_file_id)
check([json.loads(line)["custom_id"] for line in results.iter_lines()] == ["a", "b"], "there should be two results")

check(client.files.delete(uploaded.id).deleted, "the file should be deleted")
try:
    client.files.retrieve(uploaded.id)
    sys.exit("the file should be gone")
except NotFoundError as gone:
    check(gone.response.json()["code"] == "file_not_found", f"the reason should come along: {gone.response.text}")
