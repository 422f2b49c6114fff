package io.outrigger.batchworker.testing;

import io.grpc.stub.StreamObserver;
import io.outrigger.proto.inference.ModelInferResponse;
import io.outrigger.testing.Behaviour;
import io.outrigger.testing.StandInServer.Received;
import java.util.ArrayList;
import java.util.List;

/** An echo that is held back until a test lets it go. Safe for several threads. */
public final class Held implements Behaviour {

    private final List<Runnable> waiting = new ArrayList<>();
    private boolean open;

    @Override
    public synchronized void answer(Received request, StreamObserver<ModelInferResponse> caller) {
        if (open) {
            Behaviour.echo().answer(request, caller);
        } else {
            waiting.add(() -> Behaviour.echo().answer(request, caller));
        }
    }

    /** Calls that wait, or whose caller went away. */
    public synchronized int calls() {
        return waiting.size();
    }

    /** Answers those that wait, and all others from now on at once. */
    public synchronized void letGo() {
        open = true;
        for (Runnable answer : waiting) {
            try {
                answer.run();
            } catch (RuntimeException gone) {
                continue; // whose caller went away
            }
        }
    }
}
