package io.outrigger.metadata.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.backends.testing.BackendsExtension;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows as instances of the first release write them, also while one of this release runs beside them. */
class OlderRowsIT {

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(1);

    private final Rest rest = registry.rest();
    private Jdbi database;

    @BeforeEach
    void connect() {
        BackendsExtension backends = registry.backends();
        database = Jdbi.create(backends.jdbcUrl(), backends.user(), backends.password());
    }

    @Test
    void aFleetOfWhichNobodyCouldSayHowManyServersItHas() {
        putFleet("older:8001");
        assertThat(rest.get("/v1/fleets/older").text()).isEqualTo("""
                {"name":"older","address":"older:8001","mesh":false}""");

        rest.put("/v1/fleets/older", """
                {"address":"older:8001","replicas":4}""");
        putFleet("moved:8001");
        assertThat(rest.get("/v1/fleets/older").text()).isEqualTo("""
                {"name":"older","address":"moved:8001","mesh":false,"replicas":4}""");
    }

    @Test
    void aModelThatCouldNotRefuseToShareCalls() {
        database.useHandle(handle -> handle.execute("INSERT INTO models VALUES ('older', '', 'stable', 'round-robin', 0)"));

        assertThat(rest.get("/v1/models/older").text()).isEqualTo("""
                {"name":"older","description":"","default_alias":"stable","strategy":"round-robin","batching":"on",\
                "versions":[],"aliases":{}}""");
    }

    private void putFleet(String address) {
        database.useHandle(handle -> handle.execute("""
                INSERT INTO fleets VALUES ('older', ?, false, 7)
                ON CONFLICT (name) DO UPDATE SET address = EXCLUDED.address, mesh = false, revision = 7""", address));
    }
}
