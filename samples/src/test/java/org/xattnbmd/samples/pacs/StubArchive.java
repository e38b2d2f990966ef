package org.xattnbmd.samples.pacs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** As much of a DICOMweb archive as the service asks for, in memory, on the loopback address; can be made to misbehave. */
final class StubArchive implements AutoCloseable {

    static final String SR = "1.2.840.10008.5.1.4.1.1.88.34";

    private final HttpServer server;
    /** Study to SOP instance to bytes. */
    final Map<String, Map<String, byte[]>> studies = new ConcurrentSkipListMap<>();

    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger stored = new AtomicInteger();
    final List<String> repeated = new ArrayList<>();
    volatile String authorization;
    /** Says of an object its identifier and nothing else. */
    volatile boolean terse;
    /** Whether it is a result, by its SOP instance: the service names its own so, and tests no radiograph. */
    volatile Predicate<String> result = sop -> sop.startsWith("2.25.");
    /** What is kept of an object that was stored. */
    volatile UnaryOperator<byte[]> kept = object -> object;
    /** What is given out, by SOP instance and what is kept. */
    volatile BiFunction<String, byte[], byte[]> given = (sop, object) -> object;
    /** Answers by itself what it wants to, and says so. */
    volatile BiFunction<HttpExchange, byte[], Boolean> fault = (exchange, body) -> false;

    StubArchive() {
        this(plain());
    }

    StubArchive(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/dicom-web/", this::handle);
        server.start();
    }

    private static HttpServer plain() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/dicom-web";
    }

    int port() {
        return server.getAddress().getPort();
    }

    void put(String study, String sop, byte[] object) {
        studies.computeIfAbsent(study, any -> new ConcurrentSkipListMap<>()).put(sop, object);
    }

    /** Results by SOP class and study. */
    List<byte[]> results(String study) {
        return studies.get(study).entrySet().stream()
                .filter(entry -> result.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (authorization != null
                    && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            if (!fault.apply(exchange, body)) {
                answer(exchange, body);
            }
        }
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        URI uri = exchange.getRequestURI();
        String[] path = uri.getPath().substring("/dicom-web/".length()).split("/");
        Map<String, String> query = query(uri);
        if (exchange.getRequestMethod().equals("POST")) {
            store(exchange, body, path[1]);
        } else if (path.length == 1) {
            json(
                    exchange,
                    page(query).stream()
                            .map(uid -> "{\"0020000D\":{\"vr\":\"UI\",\"Value\":[\"" + uid
                                    + "\"]},\"00080020\":{\"vr\":\"DA\",\"Value\":[\"20260102\"]}}")
                            .collect(Collectors.joining(",", "[", "]")));
        } else if (path.length == 3 && path[2].equals("series")) {
            json(
                    exchange,
                    "[{\"0020000E\":{\"vr\":\"UI\",\"Value\":[\"" + path[1] + ".1\"]},"
                            + "\"00180015\":{\"vr\":\"CS\",\"Value\":[\"HIP\"]}}]");
        } else if (path[path.length - 1].equals("instances")) {
            boolean ofSeries = path.length == 5;
            String wanted = query.get("SOPInstanceUID");
            json(
                    exchange,
                    studies.getOrDefault(path[1], Map.of()).keySet().stream()
                            .filter(sop -> ofSeries ? !result.test(sop) : wanted == null || sop.equals(wanted))
                            .limit(Integer.parseInt(query.getOrDefault("limit", "1000")))
                            .map(sop -> instance(path[1], sop))
                            .collect(Collectors.joining(",", "[", "]")));
        } else {
            byte[] object = given.apply(path[5], studies.get(path[1]).get(path[5]));
            MultipartRelated.Body whole = MultipartRelated.of(List.of(object));
            exchange.getResponseHeaders().set("Content-Type", whole.contentType());
            exchange.sendResponseHeaders(200, whole.length());
            for (byte[] piece : whole.pieces()) {
                exchange.getResponseBody().write(piece);
            }
        }
    }

    private String instance(String study, String sop) {
        String of = "{\"00080018\":{\"vr\":\"UI\",\"Value\":[\"" + sop + "\"]}";
        return terse
                ? of + "}"
                : of + ",\"0020000E\":{\"vr\":\"UI\",\"Value\":[\"" + study
                        + ".1\"]},\"00080060\":{\"vr\":\"CS\",\"Value\":[\"" + (result.test(sop) ? "SR" : "DX")
                        + "\"]},\"00180015\":{\"vr\":\"CS\",\"Value\":[\"HIP\"]}}";
    }

    static byte[] joined(MultipartRelated.Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.pieces().forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private List<String> page(Map<String, String> query) {
        return studies.keySet().stream()
                .skip(Integer.parseInt(query.get("offset")))
                .limit(Integer.parseInt(query.get("limit")))
                .toList();
    }

    private void store(HttpExchange exchange, byte[] body, String study) throws IOException {
        if (exchange.getRequestHeaders().getFirst("Content-Length") == null) {
            json(exchange, "{}");
            return;
        }
        List<String> named = new ArrayList<>();
        for (byte[] object : MultipartRelated.parts(exchange.getRequestHeaders().getFirst("Content-Type"), body)) {
            String sop = sop(object);
            synchronized (repeated) {
                if (studies.get(study).put(sop, kept.apply(object)) != null) {
                    repeated.add(sop);
                }
            }
            stored.incrementAndGet();
            named.add("{\"00081155\":{\"vr\":\"UI\",\"Value\":[\"" + sop + "\"]}}");
        }
        json(exchange, "{\"00081199\":{\"vr\":\"SQ\",\"Value\":[" + String.join(",", named) + "]}}");
    }

    static String sop(byte[] object) {
        return uid(object, 0x00080018);
    }

    /** An element of value representation UI in explicit VR little endian. */
    static String uid(byte[] object, int tag) {
        byte[] head = {(byte) (tag >> 16), (byte) (tag >> 24), (byte) tag, (byte) (tag >> 8), 'U', 'I'};
        for (int i = 0; i + 8 < object.length; i++) {
            if (Arrays.equals(object, i, i + head.length, head, 0, head.length)) {
                return new String(object, i + 8, object[i + 6] & 0xff, StandardCharsets.US_ASCII)
                        .replace("\0", "")
                        .trim();
            }
        }
        throw new IllegalArgumentException("no such UID");
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> all = new TreeMap<>();
        if (uri.getQuery() != null) {
            for (String pair : uri.getQuery().split("&")) {
                all.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return all;
    }

    static void json(HttpExchange exchange, String text) throws IOException {
        send(exchange, 200, "application/dicom+json", text.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
