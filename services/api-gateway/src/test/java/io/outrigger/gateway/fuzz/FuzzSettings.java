package io.outrigger.gateway.fuzz;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each property its seed and tries, as whoever started the tests wants them, and says which. */
final class FuzzSettings implements AroundPropertyHook {

    private static final Logger LOG = LoggerFactory.getLogger(FuzzSettings.class);

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public PropertyExecutionResult aroundProperty(PropertyLifecycleContext context, PropertyExecutor property) {
        context.attributes().setSeed(Long.toString(Long.getLong("outrigger.fuzz.seed", 20_261_129L)));
        Integer tries = Integer.getInteger("outrigger.fuzz.tries");
        if (tries != null) {
            context.attributes().setTries(tries);
        }
        LOG.info("{}: seed {}, {} tries", context.label(), context.attributes().seed().orElseThrow(),
                context.attributes().tries().orElseThrow());
        return property.execute();
    }
}
