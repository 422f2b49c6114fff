package io.outrigger.cli.keys;

import io.outrigger.cli.call.ServiceCaller;

/** The gateway's addresses of a key. */
final class KeyPaths {
    static final String KEYS = "/v1/keys";

    private KeyPaths() {
    }

    static String key(String id) {
        return KEYS + "/" + ServiceCaller.segment(id);
    }

    static String rotation(String id) {
        return key(id) + "/rotate";
    }
}
