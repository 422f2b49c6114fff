package io.outrigger.cli.keys;

import io.outrigger.cli.call.ServiceCaller;

/** The gateway's addresses of a key. */
final class KeyPaths {
    static final String KEYS = "/v1/keys";

    private KeyPaths() {
    }

    /** The next keys of a tenant, of all where its name is empty. */
    static String page(int limit, String after, String tenant) {
        return KEYS + "?limit=" + limit + parameter("after", after) + parameter("tenant", tenant);
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + ServiceCaller.segment(value);
    }

    static String key(String id) {
        return KEYS + "/" + ServiceCaller.segment(id);
    }

    static String rotation(String id) {
        return key(id) + "/rotate";
    }
}
