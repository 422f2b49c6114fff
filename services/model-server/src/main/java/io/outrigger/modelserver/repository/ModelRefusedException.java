package io.outrigger.modelserver.repository;

/** Why a model cannot be loaded, in a sentence for whoever wrote its folder. */
final class ModelRefusedException extends Exception {

    ModelRefusedException(String sentence) {
        super(sentence, null, false, false);
    }

    ModelRefusedException(String sentence, Throwable cause) {
        super(sentence, cause, false, false);
    }
}
