package org.xattnbmd.samples.pacs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Orthanc with its DICOMweb plug-in, from Debian's packages, on the loopback address, with one user and an empty folder. */
final class OrthancServer implements AutoCloseable {

    static final String USER = "bmd";
    static final String PASSWORD = "right";

    private static final Path ORTHANC = Path.of("/usr/sbin/Orthanc");
    private static final Path PLUGIN = Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path folder;
    private final int port;
    private Process process;

    OrthancServer(Path folder) throws IOException {
        this.folder = folder;
        port = free();
        Files.writeString(configuration(), """
                {"Name":"TEST","StorageDirectory":"%1$s/db","IndexDirectory":"%1$s/db","HttpPort":%2$d,"DicomPort":%3$d,
                "DicomServerEnabled":false,"RemoteAccessAllowed":false,"AuthenticationEnabled":true,
                "RegisteredUsers":{"%5$s":"%6$s"},"Plugins":["%4$s"],"DicomWeb":{"Enable":true,"Root":"/dicom-web/"}}""".formatted(folder, port, free(), PLUGIN, USER, PASSWORD));
    }

    static boolean installed() {
        return Files.isExecutable(ORTHANC) && Files.exists(PLUGIN);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path configuration() {
        return folder.resolve("orthanc.json");
    }

    /** Starts it, again perhaps, and waits until it answers. */
    void up() throws IOException, InterruptedException {
        process = new ProcessBuilder(ORTHANC.toString(), configuration().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("orthanc.log").toFile())
                .start();
        for (int i = 0; get("/system") == null; i++) {
            if (i == 600) {
                throw new IllegalStateException("Orthanc does not answer");
            }
            Thread.sleep(100);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port + "/dicom-web";
    }

    /** Processor time that it has taken since it was started. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    void put(byte[] object) throws IOException, InterruptedException {
        HttpResponse<String> taken = client.send(
                request("/instances")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(object))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (taken.statusCode() != 200) {
            throw new IllegalStateException("Orthanc refuses the radiograph: " + taken.body());
        }
    }

    /** How many objects it has; -1 if it does not answer. */
    int instances() {
        String statistics = get("/statistics");
        return statistics == null
                ? -1
                : Integer.parseInt(statistics.replaceAll("(?s).*\"CountInstances\" : (\\d+).*", "$1"));
    }

    /** Null if there is no answer. */
    private String get(String path) {
        try {
            HttpResponse<String> answer = client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", Connection.basic(USER, PASSWORD));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Orthanc does not end");
        }
    }
}
