package io.outrigger.gateway.capture;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.intake.answer.InferAnswer;
import io.outrigger.openinference.json.InferResponseJson;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferRequest.InferInputTensor;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.proto.inference.ModelInferResponse.InferOutputTensor;
import io.outrigger.registry.Capture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes a captured request as a line of JSON, its end included: {@code custom_id} and {@code input} as the line of a job has them, and
 * what was answered as {@code /v1/infer} answers it. Who asked is not in it.
 */
final class RecordLine {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final int labelsMax;

    RecordLine(int labelsMax) {
        this.labelsMax = labelsMax;
    }

    /**
     * The line; empty where JSON cannot say what was asked or answered.
     *
     * @param customId that no other record has
     */
    Optional<byte[]> write(CapturedCall call, String customId) {
        Capture setting = call.meant().model().capture();
        var line = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(line, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeStringField("custom_id", customId);
            json.writeStringField("time", call.time().toString());
            if (setting.inputs()) {
                json.writeObjectFieldStart("input");
                input(json, call.input());
                json.writeEndObject();
            }
            InferAnswer answer = InferAnswer.of(call.answer().message(), call.meant(), labelsMax);
            if (setting.outputs()) {
                answer.writeFields(json, call.id());
            } else {
                answer.writeWho(json, call.id());
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException | ServiceException notJson) {
            return Optional.empty();
        }
        return Optional.of(line.toByteArray());
    }

    private static void input(JsonGenerator json, CapturedInput input) throws IOException {
        switch (input) {
            case CapturedInput.Picture(byte[] file) -> json.writeBinaryField("image", file);
            case CapturedInput.Tensors(ModelInferRequest request) -> {
                json.writeFieldName("tensors");
                InferResponseJson.writeOutputs(new Numbers(json), asOutputs(request));
            }
        }
    }

    /** Input tensors are written as outputs are, whatever form they came in. */
    private static ModelInferResponse asOutputs(ModelInferRequest request) {
        var outputs = ModelInferResponse.newBuilder().addAllRawOutputContents(request.getRawInputContentsList());
        for (InferInputTensor input : request.getInputsList()) {
            outputs.addOutputs(InferOutputTensor.newBuilder().setName(input.getName()).setDatatype(input.getDatatype())
                    .addAllShape(input.getShapeList()).setContents(input.getContents()));
        }
        return outputs.build();
    }

    /** Refuses the null that stands for NaN and infinities, which nobody could ask again. */
    private static final class Numbers extends JsonGeneratorDelegate {

        Numbers(JsonGenerator json) {
            super(json, true);
        }

        @Override
        public void writeNull() throws IOException {
            throw new IOException("a tensor has a number that JSON does not have");
        }
    }
}
