package io.outrigger.chassis.access;

import io.helidon.common.uri.UriPath;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that a service serves, and who may call it. Immutable. */
public final class AccessTable {

    /** In place of a method: every one. */
    public static final String EVERY_METHOD = "*";

    private final List<Route> routes;
    private final Map<String, Who> methods;

    private AccessTable(List<Route> routes, Map<String, Who> methods) {
        this.routes = List.copyOf(routes);
        this.methods = Map.copyOf(methods);
    }

    /**
     * What is served at an address.
     *
     * @param path a pattern, as the routing has it
     * @param methods who may use which method, in the order in which they are told
     */
    public record Route(String path, PathMatcher matcher, Map<String, Who> methods) {

        /** Who may use this method; nobody where the address does not take it. HEAD follows GET. */
        public Optional<Who> who(String method) {
            Who who = methods.get(method.equals("HEAD") ? "GET" : method);
            return Optional.ofNullable(who == null ? methods.get(EVERY_METHOD) : who);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    public List<Route> routes() {
        return routes;
    }

    /** By a gRPC method's full name. */
    public Map<String, Who> methods() {
        return methods;
    }

    /** What is served at this address. */
    public Optional<Route> route(UriPath path) {
        return routes.stream().filter(route -> route.matcher().match(path).accepted()).findFirst();
    }

    /** Addresses are looked at in the order of their first entry: the one without a variable comes before the one with it. */
    public static final class Builder {

        private final Map<String, Map<String, Who>> routes = new LinkedHashMap<>();
        private final Map<String, Who> methods = new LinkedHashMap<>();

        private Builder() {
        }

        public Builder rest(Who who, String method, String... paths) {
            for (String path : paths) {
                routes.computeIfAbsent(path, first -> new LinkedHashMap<>()).put(method, who);
            }
            return this;
        }

        public Builder grpc(Who who, String service, String... names) {
            for (String name : names) {
                methods.put(service + '/' + name, who);
            }
            return this;
        }

        /** gRPC's own description of the services, in the version that is and the one that many tools still ask by. */
        public Builder grpcReflection(Who who) {
            return grpc(who, "grpc.reflection.v1.ServerReflection", "ServerReflectionInfo")
                    .grpc(who, "grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo");
        }

        public AccessTable build() {
            List<Route> all = new ArrayList<>();
            routes.forEach((path, who) -> all.add(new Route(path, PathMatchers.create(path), who)));
            return new AccessTable(all, methods);
        }
    }
}
