package org.xattnbmd.samples.pacs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/**
 * A request's body out of arrays that are not copied, given out in buffers of at most 128 kB: of a larger one the JDK's client copies
 * what is left each time that the socket has taken a part. May be subscribed to again, as for a second try. Thread-safe.
 */
final class BodyPieces implements Flow.Publisher<ByteBuffer> {

    private static final int MOST_AT_ONCE = 128 << 10;

    private final List<byte[]> arrays;

    /** @param arrays not to be changed */
    BodyPieces(List<byte[]> arrays) {
        this.arrays = List.copyOf(arrays);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (byte[] array : arrays) {
            for (int at = 0; at < array.length; at += MOST_AT_ONCE) {
                buffers.add(ByteBuffer.wrap(array, at, Math.min(MOST_AT_ONCE, array.length - at))
                        .slice());
            }
        }
        subscriber.onSubscribe(new Given(subscriber, buffers));
    }

    /** Gives a buffer for each that is asked for; who asks while one is given gets it afterwards. */
    private static final class Given implements Flow.Subscription {

        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final List<ByteBuffer> buffers;
        private int next;
        private long asked;
        private boolean giving;
        private boolean ended;

        Given(Flow.Subscriber<? super ByteBuffer> subscriber, List<ByteBuffer> buffers) {
            this.subscriber = subscriber;
            this.buffers = buffers;
        }

        @Override
        public void request(long more) {
            synchronized (this) {
                asked = more > Long.MAX_VALUE - asked ? Long.MAX_VALUE : asked + Math.max(1, more);
                if (giving) {
                    return;
                }
                giving = true;
            }
            for (ByteBuffer buffer = take(); buffer != null; buffer = take()) {
                subscriber.onNext(buffer);
            }
            if (ends()) {
                subscriber.onComplete();
            }
        }

        private synchronized ByteBuffer take() {
            boolean some = !ended && asked > 0 && next < buffers.size();
            if (!some) {
                giving = false;
                return null;
            }
            asked--;
            return buffers.get(next++);
        }

        /** Once: when all is given and nobody has cancelled. */
        private synchronized boolean ends() {
            boolean now = !ended && next == buffers.size() && !giving;
            ended |= now;
            return now;
        }

        @Override
        public synchronized void cancel() {
            ended = true;
        }
    }
}
