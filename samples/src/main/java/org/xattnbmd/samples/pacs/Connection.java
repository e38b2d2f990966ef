package org.xattnbmd.samples.pacs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.xattnbmd.samples.Console;
import org.xattnbmd.samples.pacs.ArchiveException.Code;

/**
 * HTTP to one archive: authentication, time and size limits, and patience with one that is busy or away. Every request that goes
 * through it may be sent twice. Redirections are not followed: they would take the password elsewhere. Thread-safe.
 */
final class Connection {

    /** Come back later: 408, 425, 429 and what a server or its proxy says of itself. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final URI base;
    private final HttpClient client;
    private final String authorization;
    private final Duration patience;
    private final BackOff backOff;

    /** Whole answers. */
    record Answer(int status, String contentType, byte[] body) {}

    /**
     * @param base the DICOMweb root, http or https
     * @param authorization the header's value, or null
     * @param trust certificates (PEM) that https servers may have been signed with, or null for the JDK's
     * @param patience for one answer, body included
     */
    Connection(URI base, String authorization, Path trust, Duration patience, BackOff backOff) {
        this.base = root(base);
        this.authorization = authorization;
        this.patience = patience;
        this.backOff = backOff;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(Math.min(10, Math.max(1, patience.toSeconds()))));
        if (trust != null) {
            builder.sslContext(trusting(trust));
        }
        client = builder.build();
    }

    private static URI root(URI base) {
        boolean http = "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
        if (!http || base.getHost() == null || base.getRawUserInfo() != null || base.getRawQuery() != null) {
            throw Console.refused(
                    "Expected the archive's DICOMweb address, http or https, without user name or query.");
        }
        return base.getPath().endsWith("/") ? base : URI.create(base + "/");
    }

    /** Basic authentication (RFC 7617). */
    static String basic(String user, String password) {
        if (user.contains(":")) {
            throw Console.refused("Expected a user name without a colon.");
        }
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A bearer token (RFC 6750). */
    static String bearer(String token) {
        return "Bearer " + token;
    }

    Answer get(String path, String accept, int most) {
        return send(request(path).header("Accept", accept).GET().build(), most);
    }

    /** With Content-Length: some archives answer 200 to a chunked body and store nothing. */
    Answer post(String path, MultipartRelated.Body body, String accept, int most) {
        return send(
                request(path)
                        .header("Content-Type", body.contentType())
                        .header("Accept", accept)
                        .POST(HttpRequest.BodyPublishers.fromPublisher(new BodyPieces(body.pieces()), body.length()))
                        .build(),
                most);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(path)).timeout(patience);
        if (authorization != null) {
            builder.header("Authorization", authorization);
        }
        return builder;
    }

    private Answer send(HttpRequest request, int most) {
        for (int tried = 1; ; tried++) {
            OptionalLong asked = OptionalLong.empty();
            ArchiveException failure;
            try {
                HttpResponse<byte[]> response = once(request, most);
                int status = response.statusCode();
                if (status == 401 || status == 403) {
                    throw new ArchiveException(
                            Code.NOT_ALLOWED, "The archive refuses this user (HTTP " + status + ").");
                }
                if (!LATER.contains(status)) {
                    return new Answer(
                            status,
                            response.headers().firstValue("Content-Type").orElse(""),
                            response.body());
                }
                asked = seconds(response);
                failure = new ArchiveException(Code.UNREACHABLE, "The archive is busy or ill (HTTP " + status + ").");
            } catch (IOException | TimeoutException e) {
                failure = new ArchiveException(
                        Code.UNREACHABLE,
                        "The archive does not answer (" + e.getClass().getSimpleName() + ").",
                        e);
            }
            if (tried >= backOff.tries()) {
                throw failure;
            }
            pause(backOff.millis(tried, asked));
        }
    }

    /** The client's own time limit ends with the headers; this one holds for the body too. */
    private HttpResponse<byte[]> once(HttpRequest request, int most) throws IOException, TimeoutException {
        CompletableFuture<HttpResponse<byte[]>> coming = client.sendAsync(
                request,
                info -> new BoundedBody(
                        most, info.headers().firstValueAsLong("Content-Length").orElse(0)));
        try {
            return coming.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof ArchiveException known) {
                    throw known;
                }
                if (cause instanceof IOException io) {
                    throw io;
                }
            }
            throw new IOException(e);
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            coming.cancel(true);
        }
    }

    private static OptionalLong seconds(HttpResponse<?> response) {
        String text = response.headers().firstValue("Retry-After").orElse("");
        return text.matches("\\d{1,6}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static ArchiveException interrupted() {
        Thread.currentThread().interrupt();
        return new ArchiveException(Code.UNREACHABLE, "Stopped while the archive was asked.");
    }

    private static SSLContext trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int n = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(n++), certificate);
            }
            if (n == 0) {
                throw Console.refused("Expected certificates (PEM), received a file without one.");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw Console.disk("a file of certificates that can be read", e);
        } catch (GeneralSecurityException e) {
            throw Console.refused("Expected certificates (PEM), received a file that is none.");
        }
    }
}
