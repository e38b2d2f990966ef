package org.xattnbmd.trainer;

import java.lang.ref.Cleaner;
import java.util.concurrent.CountDownLatch;

/** Makes the collector free what nobody holds, the memory of direct buffers included. */
public final class Garbage {

    private Garbage() {}

    /** Returns when objects that were garbage before the call have been cleaned up. */
    public static void collect() throws InterruptedException {
        Cleaner cleaner = Cleaner.create();
        for (int i = 0; i < 2; i++) {
            CountDownLatch cleaned = new CountDownLatch(1);
            cleaner.register(new Object(), cleaned::countDown);
            while (cleaned.getCount() > 0) {
                System.gc();
                Thread.sleep(5);
            }
        }
    }
}
