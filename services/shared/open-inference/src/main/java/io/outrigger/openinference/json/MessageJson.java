package io.outrigger.openinference.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Metadata, configuration, statistics and the repository index as Triton's REST shows them.
 *
 * <p>Names are the protobuf fields', 64-bit numbers are numbers and empty fields are written: protobuf's own JSON mapping makes
 * strings of such numbers, which clients of Triton do not expect. Messages that are not set are left out.
 */
public final class MessageJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private MessageJson() {
    }

    /** One message as an object: ServerMetadataResponse, ModelMetadataResponse, ModelConfig, ModelStatisticsResponse. */
    public static byte[] write(Message message) {
        return write(json -> object(json, message));
    }

    /** Messages as an array: the models of a RepositoryIndexResponse. */
    public static byte[] write(List<? extends Message> messages) {
        return write(json -> {
            json.writeStartArray();
            for (Message message : messages) {
                object(json, message);
            }
            json.writeEndArray();
        });
    }

    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void object(JsonGenerator json, Message message) throws IOException {
        json.writeStartObject();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isMapField()) {
                json.writeObjectFieldStart(field.getName());
                for (Object entry : (List<?>) message.getField(field)) {
                    entry(json, (Message) entry);
                }
                json.writeEndObject();
            } else if (field.isRepeated()) {
                json.writeArrayFieldStart(field.getName());
                for (Object value : (List<?>) message.getField(field)) {
                    value(json, field, value);
                }
                json.writeEndArray();
            } else if (!field.hasPresence() || message.hasField(field)) {
                json.writeFieldName(field.getName());
                value(json, field, message.getField(field));
            }
        }
        json.writeEndObject();
    }

    private static void entry(JsonGenerator json, Message entry) throws IOException {
        var fields = entry.getDescriptorForType();
        json.writeFieldName(entry.getField(fields.findFieldByNumber(1)).toString());
        FieldDescriptor value = fields.findFieldByNumber(2);
        value(json, value, entry.getField(value));
    }

    private static void value(JsonGenerator json, FieldDescriptor field, Object value) throws IOException {
        switch (value) {
            case Message message -> object(json, message);
            case EnumValueDescriptor constant -> json.writeString(constant.getName());
            case String text -> json.writeString(text);
            case Boolean flag -> json.writeBoolean(flag);
            case Integer number when isUnsigned(field) -> json.writeNumber(number & 0xffff_ffffL);
            case Integer number -> json.writeNumber(number);
            case Long number when isUnsigned(field) -> OutputData.unsigned(json, number);
            case Long number -> json.writeNumber(number);
            case Number number -> OutputData.floating(json, number.doubleValue());
            case ByteString bytes -> json.writeBinary(bytes.toByteArray());
            default -> throw new IllegalStateException("No JSON for " + field.getFullName());
        }
    }

    private static boolean isUnsigned(FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, UINT64, FIXED32, FIXED64 -> true;
            case DOUBLE, FLOAT, INT64, INT32, BOOL, STRING, GROUP, MESSAGE, BYTES, ENUM, SFIXED32, SFIXED64, SINT32, SINT64 -> false;
        };
    }
}
