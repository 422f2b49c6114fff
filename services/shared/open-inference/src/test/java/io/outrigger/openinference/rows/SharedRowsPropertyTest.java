package io.outrigger.openinference.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.InferRequests;
import io.outrigger.openinference.wire.InferResponses;
import io.outrigger.openinference.wire.Pieces;
import io.outrigger.openinference.wire.RequestScanner;
import io.outrigger.openinference.wire.WireMessage;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelInferResponse;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Cutting and joining bytes gives what protobuf's builders would: for any signature, any rows, any order of fields and any slices. */
class SharedRowsPropertyTest {

    @Property(tries = 1_500)
    void gatheredIsTheRequestOfAllRows(@ForAll Random random) {
        var call = new RandomCall(random, false);
        List<ModelInferRequest> requests = requests(call, random);
        List<RowRequest> members = requests.stream().map(call::arrived).toList();
        String version = random.nextBoolean() ? "12" : "";
        long timeout = random.nextLong() >>> random.nextInt(64);

        WireMessage gathered = SharedRows.gather(members, "resnet/é", version, timeout);

        assertThat(InferRequests.parse(gathered)).isEqualTo(RandomCall.together(requests, "resnet/é", version, timeout));
        assertThat(members).extracting(RowRequest::rows)
                .isEqualTo(requests.stream().map(request -> (int) request.getInputs(0).getShape(0)).toList());
        assertThat(members).extracting(RowRequest::kind).containsOnly(members.getFirst().kind());
        assertThat(RowRequest.of(RequestScanner.scan(gathered)).map(RowRequest::kind)).contains(members.getFirst().kind());
    }

    @Property(tries = 1_500)
    void scatteredAreTheAnswersToEachAlone(@ForAll Random random) {
        scatters(new RandomCall(random, false), random);
    }

    @Property(tries = 1_000)
    void scatteredAreTheTypedAnswersToEachAlone(@ForAll Random random) {
        scatters(new RandomCall(random, true), random);
    }

    private static void scatters(RandomCall call, Random random) {
        List<ModelInferRequest> requests = requests(call, random);
        List<ModelInferResponse> alone = requests.stream().map(call::answer).toList();

        List<WireMessage> scattered = SharedRows.scatter(
                call.arrived(RandomCall.together(alone)), requests.stream().map(call::arrived).toList());

        assertThat(scattered).extracting(InferResponses::parse).isEqualTo(alone);
    }

    /** What is let share a call is what protobuf reads, and nothing else of it is lost. */
    @Property(tries = 4_000)
    void brokenRequestsGoAloneOrAreReadAsProtobufReadsThem(@ForAll Random random) {
        var call = new RandomCall(random, false);
        byte[] bytes = broken(call.request().toByteArray(), random);
        Optional<RowRequest> member;
        ModelInferRequest parsed;
        try {
            member = RowRequest.of(RequestScanner.scan(Pieces.cutAnywhere(bytes, random)));
            parsed = ModelInferRequest.parseFrom(bytes);
        } catch (ServiceException | InvalidProtocolBufferException unreadable) {
            return;
        }
        member.ifPresent(alone -> {
            ModelInferRequest gathered = InferRequests.parse(SharedRows.gather(List.of(alone), "m", "1", 5));
            assertThat(gathered).isEqualTo(RandomCall.together(List.of(parsed), "m", "1", 5));
        });
    }

    @Property(tries = 4_000)
    void brokenAnswersFailAsTheServersOrAddUp(@ForAll Random random) {
        var call = new RandomCall(random, random.nextInt(4) == 0);
        List<ModelInferRequest> requests = requests(call, random);
        byte[] bytes = broken(RandomCall.together(requests.stream().map(call::answer).toList()).toByteArray(), random);
        List<WireMessage> scattered;
        try {
            scattered = SharedRows.scatter(Pieces.cutAnywhere(bytes, random), requests.stream().map(call::arrived).toList());
        } catch (ServiceException failed) {
            assertThat(failed.code()).isEqualTo(ErrorCode.BACKEND_FAILED);
            return;
        }
        ModelInferResponse whole = InferResponses.parse(WireMessage.of(bytes));
        List<ModelInferResponse> answers = scattered.stream().map(InferResponses::parse).toList();
        for (int i = 0; i < answers.size(); i++) {
            long rows = requests.get(i).getInputs(0).getShape(0);
            assertThat(answers.get(i).getOutputsList()).hasSize(whole.getOutputsCount())
                    .allSatisfy(output -> assertThat(output.getShape(0)).isEqualTo(rows));
            assertThat(answers.get(i).getRawOutputContentsCount()).isEqualTo(whole.getRawOutputContentsCount());
        }
        assertThat(bytesOfData(answers.stream())).isEqualTo(bytesOfData(Stream.of(whole)));
    }

    private static long bytesOfData(Stream<ModelInferResponse> answers) {
        return answers.flatMap(answer -> answer.getRawOutputContentsList().stream()).mapToLong(raw -> raw.size()).sum();
    }

    /** Two requests that differ in one thing, which may be part of what they have in common or not. */
    @Property(tries = 1_500)
    void kindsAreEqualWhereWhatTheyHaveInCommonIs(@ForAll Random random) {
        var call = new RandomCall(random, false);
        ModelInferRequest one = call.request();
        ModelInferRequest other = random.nextBoolean() ? call.request() : new RandomCall(random, false).request();
        RowKind kind = call.arrived(one).kind();
        RowKind otherKind = call.arrived(other).kind();

        assertThat(kind.equals(otherKind)).isEqualTo(inCommon(one).equals(inCommon(other)));
        assertThat(kind.hashCode() == otherKind.hashCode()).isEqualTo(kind.equals(otherKind));
    }

    private static ModelInferRequest inCommon(ModelInferRequest request) {
        ModelInferRequest.Builder common = request.toBuilder().clearModelName().clearModelVersion().clearId().clearRawInputContents()
                .removeParameters("timeout").removeParameters("priority");
        common.getInputsBuilderList().forEach(input -> input.setShape(0, 0));
        return common.build();
    }

    private static List<ModelInferRequest> requests(RandomCall call, Random random) {
        return Stream.generate(call::request).limit(1 + random.nextInt(5)).toList();
    }

    private static byte[] broken(byte[] bytes, Random random) {
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
