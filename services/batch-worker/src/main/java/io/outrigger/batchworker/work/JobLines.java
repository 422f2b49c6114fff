package io.outrigger.batchworker.work;

import io.outrigger.batchworker.objects.ObjectRead;
import io.outrigger.batchworker.objects.ObjectStore;
import io.outrigger.batchworker.store.JobDatabase;
import io.outrigger.batchworker.store.LinesKind;
import io.outrigger.batchworker.store.OutputStore;
import io.outrigger.batchworker.store.Segment;
import io.outrigger.chassis.errors.ServiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** What jobs have answered: the lines of their chunks, one chunk behind the other in the order in which they were done. */
public final class JobLines {

    /** Segments that are looked up at once; those that lie in the database are in memory together. */
    private static final int SEGMENTS_AT_ONCE = 32;

    private final JobDatabase database;
    private final OutputStore outputs;
    private final ObjectStore objects;

    public JobLines(JobDatabase database, OutputStore outputs, ObjectStore objects) {
        this.database = database;
        this.outputs = outputs;
        this.objects = objects;
    }

    /**
     * Reads a range of a job's results or errors.
     *
     * @param to behind the last byte
     */
    public InputStream open(String jobId, LinesKind kind, long from, long to) {
        return new SegmentStream(jobId, kind, from, to);
    }

    private record Page(List<Segment> segments, Map<Integer, byte[]> lines) {
    }

    private Page page(String jobId, LinesKind kind, long from, long to) {
        return database.read(handle -> {
            List<Segment> segments = outputs.segments(handle, jobId, kind, from, to, SEGMENTS_AT_ONCE);
            List<Integer> here = segments.stream().filter(segment -> segment.key().isEmpty()).map(Segment::index).toList();
            return new Page(segments, here.isEmpty() ? Map.of() : outputs.lines(handle, jobId, kind, here));
        });
    }

    /** Reads segment after segment, and looks for more when it has read those that it knows. */
    private final class SegmentStream extends InputStream {

        private final String jobId;
        private final LinesKind kind;
        private final long to;
        private long position;
        private Page page = new Page(List.of(), Map.of());
        private int next;
        private InputStream current = InputStream.nullInputStream();
        private AutoCloseable source = () -> { };

        SegmentStream(String jobId, LinesKind kind, long from, long to) {
            this.jobId = jobId;
            this.kind = kind;
            this.position = from;
            this.to = to;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (position < to) {
                int read = current.read(target, offset, (int) Math.min(length, to - position));
                if (read >= 0) {
                    position += read;
                    return read;
                }
                if (!advance()) {
                    break;
                }
            }
            return -1;
        }

        private boolean advance() throws IOException {
            close();
            if (next == page.segments().size()) {
                page = page(jobId, kind, position, to);
                next = 0;
            }
            if (page.segments().isEmpty()) {
                return false;
            }
            open(page.segments().get(next++));
            return true;
        }

        private void open(Segment segment) throws IOException {
            int skipped = Math.toIntExact(position - segment.offset());
            if (skipped < 0) {
                throw new IOException("The lines of " + jobId + " end early before chunk " + segment.index());
            }
            if (segment.key().isEmpty()) {
                byte[] lines = page.lines().get(segment.index());
                if (lines == null) {
                    throw new IOException("The lines of chunk " + segment.index() + " of " + jobId + " are gone");
                }
                current = new ByteArrayInputStream(lines, skipped, lines.length - skipped);
                return;
            }
            try {
                ObjectRead object = objects.read(objects.own(segment.key().get()), skipped, segment.bytes() - skipped);
                current = object.stream();
                source = object;
            } catch (ServiceException gone) {
                throw new IOException(gone.getMessage(), gone);
            }
        }

        @Override
        public void close() throws IOException {
            current = InputStream.nullInputStream();
            try {
                source.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
            source = () -> { };
        }
    }
}
