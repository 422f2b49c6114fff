package io.outrigger.gateway.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Protobuf messages of any type, with values that often mean something to somebody. For one thread. */
final class RandomMessages {

    private static final int DEPTH_MAX = 4;
    private static final List<String> TEXTS = List.of("", "plain", "sample-classifier", "ghost", "a", "b", "text", "sum", "FP32",
            "INT64", "BYTES",
            "BOOL", "x", "1", "v1", "2", "stable", "v0", "-1", "99999999999999999999", FuzzedGateway.JOB, FuzzedGateway.FILE, "/v1/infer",
            "s3://bucket/rows.jsonl", "timeout", "binary_data", "binary_data_size", "triton_x", "shared_memory_region", "classification",
            "sequence_id", "priority", "content-type", "two words", "a\r\nX: y", "\u0000", "\u00e9\ud83d\ude00", "%s%n", "../..",
            "x".repeat(2_000));
    private static final List<Long> NUMBERS = List.of(0L, 1L, -1L, 2L, 4L, 8L, 9L, 1L << 31, 1L << 32, 1L << 62, (1L << 62) + 1,
            Long.MAX_VALUE,
            Long.MIN_VALUE, 1_000_000L);
    private static final List<Double> FRACTIONS = List.of(0.0, -0.0, 1.5, -1.0, 1e300, Double.NaN, Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE);

    private final Random random;

    RandomMessages(Random random) {
        this.random = random;
    }

    Message of(Descriptor type) {
        return of(type, 0);
    }

    private Message of(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean tooDeep = depth >= DEPTH_MAX && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (tooDeep || random.nextInt(3) == 0) {
                continue;
            }
            if (!field.isRepeated()) {
                message.setField(field, value(field, depth));
            }
            for (int count = field.isRepeated() ? random.nextInt(4) : 0; count > 0; count--) {
                message.addRepeatedField(field, value(field, depth));
            }
        }
        return message.build();
    }

    /** The message with one thing changed, somewhere in it. */
    Message changed(Message message) {
        DynamicMessage.Builder changed = DynamicMessage.newBuilder(message.getDescriptorForType());
        message.getAllFields().forEach(changed::setField);
        List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
        FieldDescriptor field = fields.get(random.nextInt(fields.size()));
        int count = field.isRepeated() ? changed.getRepeatedFieldCount(field) : 0;
        if (field.isRepeated()) {
            changeElement(changed, field, count);
        } else if (random.nextInt(4) == 0) {
            changed.clearField(field);
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && changed.hasField(field)) {
            changed.setField(field, changed((Message) changed.getField(field)));
        } else {
            changed.setField(field, value(field, 1));
        }
        return changed.build();
    }

    private void changeElement(DynamicMessage.Builder changed, FieldDescriptor field, int count) {
        int action = random.nextInt(8);
        if (count == 0 || action == 0) {
            changed.addRepeatedField(field, value(field, 1));
            return;
        }
        int at = random.nextInt(count);
        Object element = changed.getRepeatedField(field, at);
        if (action == 1) {
            for (int copies = random.nextInt(100); copies >= 0; copies--) {
                changed.addRepeatedField(field, element);
            }
        } else if (action == 2) {
            List<Object> rest = new ArrayList<>((List<?>) changed.getField(field));
            rest.remove(at);
            changed.setField(field, rest);
        } else {
            changed.setRepeatedField(field, at, element instanceof Message nested ? changed(nested) : value(field, 1));
        }
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case INT -> (int) number();
            case LONG -> number();
            case FLOAT -> (float) (double) pick(FRACTIONS);
            case DOUBLE -> pick(FRACTIONS);
            case BOOLEAN -> random.nextBoolean();
            case STRING -> pick(TEXTS);
            case BYTE_STRING -> bytes();
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(12) - 1);
            case MESSAGE -> of(field.getMessageType(), depth + 1);
        };
    }

    private long number() {
        return random.nextInt(5) == 0 ? random.nextLong() : pick(NUMBERS);
    }

    private ByteString bytes() {
        byte[] bytes = new byte[random.nextBoolean() ? 16 : random.nextInt(70)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        }
        return ByteString.copyFrom(bytes);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
