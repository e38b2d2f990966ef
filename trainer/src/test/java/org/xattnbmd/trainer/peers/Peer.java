package org.xattnbmd.trainer.peers;

/** One way to run the network, in a process of its own. Not thread-safe. */
interface Peer extends AutoCloseable {

    /**
     * Answers for so many copies of the benchmark's radiograph in one call.
     *
     * @return one figure each: the BMD in g/cm², or the mean feature where there is only the trunk
     */
    float[] answers(int batch) throws Exception;

    @Override
    void close() throws Exception;
}
