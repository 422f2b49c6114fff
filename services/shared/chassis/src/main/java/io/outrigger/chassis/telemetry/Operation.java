package io.outrigger.chassis.telemetry;

/** What is done for somebody, as spans, metrics and log name it. */
public sealed interface Operation {

    /** For the log. */
    String text();

    /** @param path as it came, made safe for a log */
    record Http(String method, String path) implements Operation {
        @Override
        public String text() {
            return method + " " + path;
        }
    }

    /** @param method with its service, {@code package.Service/Method} */
    record Rpc(String method) implements Operation {
        @Override
        public String text() {
            return method;
        }
    }

    /** A gRPC call that is made for several at once: the record's span is the call's own. */
    record Call(String method) implements Operation {
        @Override
        public String text() {
            return method;
        }
    }

    /** Work that nobody has called, such as the run of a chunk. */
    record Work(String text) implements Operation { }
}
