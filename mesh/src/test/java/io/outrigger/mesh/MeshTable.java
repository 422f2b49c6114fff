package io.outrigger.mesh;

import io.outrigger.testing.Checkout;
import java.util.ArrayList;
import java.util.List;

/** What the run has shown, a row a promise; printed at the end and left in target/. */
final class MeshTable implements AutoCloseable {
    private final List<String> rows = new ArrayList<>();

    synchronized void add(String promise, String figures) {
        rows.add("| " + promise + " | " + figures + " |");
    }

    @Override
    public synchronized void close() {
        if (rows.isEmpty()) {
            return; // skipped
        }
        String table = "| What is promised | What was seen |\n|---|---|\n" + String.join("\n", rows) + "\n";
        TextFile.write(Checkout.ROOT.resolve("mesh/target/mesh-table.md"), table);
        System.out.println("\n" + table);
    }
}
