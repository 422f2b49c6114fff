package io.outrigger.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.delivery.policy.Manifests;
import io.outrigger.testing.manifests.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A change that somebody might make by hand.
 *
 * @param policy the policy that must notice, by its name
 * @param object the object that is changed, as {@code kind namespace/name}; its first match
 * @param pointer the field that is set; null removes the object
 * @param value JSON to put there; null removes the field
 */
record Mutation(String policy, String object, String pointer, String value) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The manifests with this change; what was given stays as it is. */
    Manifests in(Manifests manifests) {
        List<Manifest> changed = new ArrayList<>(manifests.all());
        Predicate<Manifest> wanted = each -> each.toString().equals(object);
        int index = changed.indexOf(changed.stream().filter(wanted).findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + object + " in " + manifests.environment())));
        if (pointer == null) {
            changed.remove(index);
        } else {
            changed.set(index, new Manifest(set(changed.get(index).json().deepCopy())));
        }
        return new Manifests(manifests.environment(), changed);
    }

    private ObjectNode set(ObjectNode root) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = root.at(pointer.substring(0, slash));
        String field = pointer.substring(slash + 1).replace("~1", "/");
        try {
            JsonNode put = value == null ? null : JSON.readTree(value);
            switch (parent) {
                case ArrayNode list when put == null -> list.remove(Integer.parseInt(field));
                case ArrayNode list -> list.set(Integer.parseInt(field), put);
                case ObjectNode object when put == null -> object.remove(field);
                case ObjectNode object -> object.set(field, put);
                default -> throw new AssertionError(object + " has no " + pointer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return root;
    }

    @Override
    public String toString() {
        return object + " " + (pointer == null ? "is gone" : pointer + " = " + value);
    }
}
