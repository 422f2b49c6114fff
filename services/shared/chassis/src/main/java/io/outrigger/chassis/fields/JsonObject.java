package io.outrigger.chassis.fields;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * A JSON object of a caller's, read field by field with everything that may be wrong about a field named.
 *
 * <p>A field that nobody has asked for by the time of {@link #refuseOthers} is unknown and refused by name: a misspelt
 * optional field would otherwise be ignored. {@code null} counts as absent. Not thread-safe.
 */
public final class JsonObject {

    private static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).maxNumberLength(40).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String path;
    private final JsonNode node;
    private final Set<String> known = new LinkedHashSet<>();

    private JsonObject(String path, JsonNode node) {
        this.path = path;
        this.node = node;
    }

    /** The body of a request, which must be one JSON object. */
    public static JsonObject parse(byte[] body) {
        if (body.length == 0) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The body must be a JSON object; it is empty.");
        }
        try {
            return of("", JSON.readTree(body));
        } catch (StreamConstraintsException e) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The body is JSON of a kind that is not taken here: nested deeper than 20 "
                    + "levels, or with a number of more than 40 digits.");
        } catch (JsonParseException e) {
            boolean duplicate = e.getOriginalMessage().startsWith("Duplicate field");
            throw new ServiceException(ErrorCode.INVALID_JSON, "The body is not valid JSON: "
                    + (duplicate ? "a field is there twice" : "it breaks off or goes wrong") + " at line " + e.getLocation()
                    .getLineNr() + ", column " + e.getLocation().getColumnNr() + ".");
        } catch (JsonProcessingException e) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The body must be exactly one JSON object.");
        } catch (IOException e) {
            throw new ServiceException(ErrorCode.INVALID_JSON, "The body is not JSON in UTF-8.");
        }
    }

    /** The object in a value that is already JSON. */
    public static JsonObject of(String path, JsonNode node) {
        if (!node.isObject()) {
            throw new ServiceException(path.isEmpty() ? ErrorCode.INVALID_JSON : ErrorCode.INVALID_FIELD,
                    (path.isEmpty() ? "The body" : "Field " + Quote.of(path)) + " must be a JSON object; found " + kind(node) + ".");
        }
        return new JsonObject(path, node);
    }

    /** The field's name with the way to it, as sentences name it. */
    public String path(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    public boolean has(String field) {
        return value(field).isPresent();
    }

    /** A text without control characters; each has its limit, because it is stored and shown. */
    public Optional<String> text(String field, int charactersMax) {
        return value(field).map(value -> text(path(field), value, charactersMax));
    }

    public String requiredText(String field, int charactersMax) {
        return text(field, charactersMax).orElseThrow(() -> missing(field));
    }

    /** A text, or a whole number in digits: what people write for a version. */
    public Optional<String> textOrInteger(String field, int charactersMax) {
        return value(field).map(value -> {
            if (!value.isTextual() && !value.isIntegralNumber()) {
                throw wrong(path(field), "a text or a whole number", value);
            }
            return text(path(field), JSON.getNodeFactory().textNode(value.asText()), charactersMax);
        });
    }

    public Optional<Boolean> flag(String field) {
        return value(field).map(value -> {
            if (!value.isBoolean()) {
                throw wrong(path(field), "true or false", value);
            }
            return value.booleanValue();
        });
    }

    public OptionalLong integer(String field, long min, long max) {
        Optional<JsonNode> value = value(field);
        return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(integer(path(field), value.get(), min, max));
    }

    public long requiredInteger(String field, long min, long max) {
        return integer(field, min, max).orElseThrow(() -> missing(field));
    }

    public Optional<JsonObject> object(String field) {
        return value(field).map(value -> of(path(field), value));
    }

    /** A choice among words. */
    public <T> Optional<T> choice(String field, Collection<String> words, Function<String, Optional<T>> meaning) {
        return text(field, 100).map(word -> meaning.apply(word).orElseThrow(() -> new ServiceException(ErrorCode.INVALID_FIELD,
                "Field " + Quote.of(path(field)) + " must be one of " + String.join(", ", words) + "; found " + Quote.of(word) + ".")));
    }

    public Optional<List<String>> texts(String field, int itemsMax, int charactersMax) {
        return items(field, itemsMax, (place, item) -> text(place, item, charactersMax));
    }

    public Optional<List<Long>> integers(String field, int itemsMax, long min, long max) {
        return items(field, itemsMax, (place, item) -> integer(place, item, min, max));
    }

    public Optional<List<JsonObject>> objects(String field, int itemsMax) {
        return items(field, itemsMax, JsonObject::of);
    }

    /** Finite numbers; a single one may stand without its brackets. */
    public Optional<List<Double>> numbers(String field, int itemsMax) {
        Optional<JsonNode> value = value(field);
        if (value.isPresent() && value.get().isNumber()) {
            return Optional.of(List.of(number(path(field), value.get())));
        }
        return items(field, itemsMax, JsonObject::number);
    }

    /** Refuses the first field that no call before this one asked for. */
    public void refuseOthers() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "Field " + Quote.of(path(name))
                        + " is not known here; known are "
                        + String.join(", ", known) + ".");
            }
        });
    }

    public ServiceException missing(String field) {
        return new ServiceException(ErrorCode.MISSING_FIELD, "Field " + Quote.of(path(field)) + " is required; it is missing.");
    }

    private Optional<JsonNode> value(String field) {
        known.add(field);
        return Optional.ofNullable(node.get(field)).filter(value -> !value.isNull());
    }

    private interface ItemReader<T> {
        T read(String place, JsonNode item);
    }

    private <T> Optional<List<T>> items(String field, int itemsMax, ItemReader<T> reader) {
        return value(field).map(value -> {
            if (!value.isArray()) {
                throw wrong(path(field), "a list", value);
            }
            if (value.size() > itemsMax) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "Field " + Quote.of(path(field)) + " may have " + itemsMax + " items; found " + value.size() + ".");
            }
            List<T> items = new ArrayList<>(value.size());
            for (JsonNode item : value) {
                items.add(reader.read(path(field) + "[" + items.size() + "]", item));
            }
            return items;
        });
    }

    private static String text(String place, JsonNode value, int charactersMax) {
        if (!value.isTextual()) {
            throw wrong(place, "a text", value);
        }
        String text = value.textValue();
        if (text.length() > charactersMax) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field " + Quote.of(place) + " may have " + charactersMax + " characters; found " + text.length() + ".");
        }
        boolean printable = text.codePoints().allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE);
        if (!printable) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field " + Quote.of(place) + " must be text without control characters; found " + Quote.of(text) + ".");
        }
        return text;
    }

    private static long integer(String place, JsonNode value, long min, long max) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < min || value.longValue() > max) {
            throw wrong(place, "a whole number from " + min + " to " + max, value);
        }
        return value.longValue();
    }

    private static double number(String place, JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw wrong(place, "a finite number", value);
        }
        return value.doubleValue();
    }

    private static ServiceException wrong(String place, String expected, JsonNode found) {
        return new ServiceException(ErrorCode.INVALID_FIELD, "Field " + Quote.of(place) + " must be " + expected + "; found " + kind(found)
                + ".");
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case STRING, BINARY -> Quote.of(node.asText());
            case NUMBER, BOOLEAN -> Quote.bare(node.asText());
            case NULL -> "null";
            case MISSING -> "nothing";
        };
    }
}
