package org.xattnbmd.samples.pacs;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Collects an answer's body up to a limit, beyond which it fails with {@code TOO_LARGE}. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {

    /** What is taken on the word of an answer alone. */
    private static final int MOST_AT_ONCE = 16 << 20;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes;
    private final int most;
    private Flow.Subscription subscription;

    /**
     * @param most bytes
     * @param announced how many the answer says that it has, or less; it may say what it likes
     */
    BoundedBody(int most, long announced) {
        this.most = most;
        bytes = new ByteArrayOutputStream((int) Math.max(32, Math.min(announced, Math.min(most, MOST_AT_ONCE))));
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (bytes.size() + buffer.remaining() > most) {
                subscription.cancel();
                whole.completeExceptionally(new ArchiveException(
                        ArchiveException.Code.TOO_LARGE,
                        "Expected at most " + most + " bytes of one answer, received more."));
                return;
            }
            byte[] piece = new byte[buffer.remaining()];
            buffer.get(piece);
            bytes.writeBytes(piece);
        }
        subscription.request(1);
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }
}
