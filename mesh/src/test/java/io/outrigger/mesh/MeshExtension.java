package io.outrigger.mesh;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A mesh for one test class, and one table for all of them. */
final class MeshExtension implements BeforeAllCallback, AfterAllCallback {
    private Mesh mesh;
    private MeshTable table;

    @Override
    public void beforeAll(ExtensionContext context) {
        table = context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(MeshTable.class, _ -> new MeshTable(), MeshTable.class);
        mesh = Mesh.startOrSkip();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (mesh != null) {
            mesh.close();
        }
    }

    Mesh mesh() {
        return mesh;
    }

    /** Says with figures how a promise was kept. */
    void report(String promise, String figures, Object... values) {
        table.add(promise, figures.formatted(values));
    }
}
