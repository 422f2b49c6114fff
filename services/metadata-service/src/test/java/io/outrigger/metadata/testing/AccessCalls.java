package io.outrigger.metadata.testing;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.proto.access.v1.AccessServiceGrpc;
import io.outrigger.proto.access.v1.AccessServiceGrpc.AccessServiceBlockingStub;
import io.outrigger.proto.access.v1.CreateKeyRequest;
import io.outrigger.proto.access.v1.Key;
import io.outrigger.proto.access.v1.Limited;
import io.outrigger.proto.access.v1.Limits;
import io.outrigger.proto.access.v1.ListKeysRequest;
import io.outrigger.proto.access.v1.PutLimitRequest;
import io.outrigger.proto.access.v1.PutLimitResponse;
import io.outrigger.proto.access.v1.RevokeKeyRequest;
import io.outrigger.proto.access.v1.RevokeKeyResponse;
import io.outrigger.proto.access.v1.RotateKeyRequest;
import io.outrigger.proto.access.v1.RotateKeyResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A gateway that makes keys and limits at one instance of the registry. */
public final class AccessCalls {

    private final AccessServiceBlockingStub stub;

    public AccessCalls(ManagedChannel channel) {
        this.stub = AccessServiceGrpc.newBlockingStub(channel);
    }

    public AccessServiceBlockingStub stub() {
        return stub.withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    /** A key that may be made; its hash is that of its name. */
    public static Key.Builder key(String name) {
        return Key.newBuilder().setName(name).setTenant("acme").setPrefix("ork_Ab3dEf7h").setHash(hash(name)).addScopes("infer")
                .setCreatedBy("test");
    }

    /** 32 bytes that are a text's. */
    public static ByteString hash(String text) {
        try {
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    public Key create(String name) {
        return create(key(name));
    }

    public Key create(Key.Builder key) {
        return stub().createKey(CreateKeyRequest.newBuilder().setKey(key).build()).getKey();
    }

    public Key find(String id) {
        var keys = stub().listKeys(ListKeysRequest.newBuilder().setPageSize(1_000).build()).getKeysList();
        return keys.stream().filter(key -> key.getId().equals(id)).findFirst().orElseThrow();
    }

    /** Rotates to a key whose hash is a text's. */
    public RotateKeyResponse rotate(String id, String text, long overlapS) {
        return stub().rotateKey(RotateKeyRequest.newBuilder()
                .setId(id).setPrefix("ork_Xy1zXy1z").setHash(hash(text)).setOverlapS(overlapS).build());
    }

    public RevokeKeyResponse revoke(String id) {
        return stub().revokeKey(RevokeKeyRequest.newBuilder().setId(id).build());
    }

    public PutLimitResponse limitTenant(String tenant, long requestsPerMinute) {
        return stub().putLimit(PutLimitRequest.newBuilder().setLimited(Limited.newBuilder().setTenant(tenant))
                .setLimits(Limits.newBuilder().setRequestsPerMinute(requestsPerMinute)).build());
    }

    /** How a call fails. */
    public static ErrorCode failure(Callable<?> call) {
        try {
            throw new AssertionError("it did not fail; it answered " + call.call());
        } catch (StatusRuntimeException failed) {
            return GrpcErrors.toFailure(failed).code();
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }
}
