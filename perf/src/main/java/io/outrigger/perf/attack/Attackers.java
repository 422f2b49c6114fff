package io.outrigger.perf.attack;

import java.util.ArrayList;
import java.util.List;

/** Several who do the same at once. */
final class Attackers {

    private Attackers() {
    }

    /** Returns when each has ended by itself. */
    static void together(int count, Runnable each) {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(Thread.ofPlatform().start(each));
        }
        try {
            for (Thread one : all) {
                one.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
