package io.outrigger.openinference.json;

import java.util.function.Predicate;

/**
 * The model that a request's address leads to. Some clients write it into the body again (KServe's does), and there it must agree.
 *
 * @param version as it goes into the message; empty where the address names none
 * @param isMeantBy whether a version, as a body may write it, is the one that the address leads to
 */
public record AddressedModel(String name, String version, Predicate<String> isMeantBy) {

    /** A model whose version has this one spelling. */
    public static AddressedModel of(String name, String version) {
        return new AddressedModel(name, version, version::equals);
    }
}
