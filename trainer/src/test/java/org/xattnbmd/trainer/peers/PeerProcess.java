package org.xattnbmd.trainer.peers;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer that has given its first answer. One thread at a time. */
public final class PeerProcess implements AutoCloseable {

    private static final int ENDING_SECONDS = 20;
    private static final int LONGEST_REASON = 260;

    private final Process process;
    private final BufferedReader in;
    private final PrintWriter out;
    private final double firstAnswerMilliseconds;
    private final double answer;

    private PeerProcess(Process process, BufferedReader in, double firstAnswerMilliseconds, double answer) {
        this.process = process;
        this.in = in;
        this.out = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
        this.firstAnswerMilliseconds = firstAnswerMilliseconds;
        this.answer = answer;
    }

    /** Why a peer cannot be measured, in words for the table. */
    public static final class Unavailable extends Exception {

        private static final long serialVersionUID = 1L;

        Unavailable(String why) {
            super(why);
        }
    }

    /** Starts a process and waits for its first answer. */
    public static PeerProcess start(List<String> command, Path log)
            throws IOException, InterruptedException, Unavailable {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(log.getParent().toFile())
                .redirectError(ProcessBuilder.Redirect.to(new File(log.toString())));
        long start = System.nanoTime();
        Process process = builder.start();
        BufferedReader in = process.inputReader(StandardCharsets.UTF_8);
        String line = next(in);
        double taken = (System.nanoTime() - start) / 1e6;
        if (line == null) {
            int exit = process.waitFor();
            throw new Unavailable(exit > 128 ? "crashes its process (exit code " + exit + ")" : lastWords(log));
        }
        return new PeerProcess(process, in, taken, Double.parseDouble(line.split(" ")[1]));
    }

    /** From the start of the process, in milliseconds. */
    double firstAnswerMilliseconds() {
        return firstAnswerMilliseconds;
    }

    double answer() {
        return answer;
    }

    /** Has a command done and returns the figure that it answers with. */
    public double ask(String command) throws IOException {
        out.println(command);
        String line = next(in);
        if (line == null) {
            throw new IOException("Expected an answer to \"" + command + "\", the process ended");
        }
        return Double.parseDouble(line.split(" ")[1]);
    }

    /** Libraries may print too; what is for us begins with {@code @}. */
    private static String next(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith("@")) {
            line = in.readLine();
        }
        return line;
    }

    /** The log's first error, without the folders that somebody's build machine had. */
    private static String lastWords(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.contains("Exception") || line.contains("Error")) {
                // OpenCV says in the next line what it means.
                boolean more = i + 1 < lines.size() && lines.get(i + 1).startsWith("> ");
                String words = (more ? lines.get(i + 1).substring(2) : line)
                        .replaceFirst("^Exception in thread \"\\w+\" ", "")
                        .replaceFirst("^.*error: \\([^)]*\\) ", "")
                        .replaceAll("(/[\\w.-]+)+/", "")
                        .replace("|", "/");
                return words.length() > LONGEST_REASON ? words.substring(0, LONGEST_REASON) + "…" : words;
            }
        }
        return "ends without an answer";
    }

    @Override
    public void close() throws InterruptedException {
        out.close();
        if (!process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
