package org.xattnbmd.samples.doctor;

/**
 * One thing that was looked at.
 *
 * @param what its name
 * @param state whether it is as wanted
 * @param found what there is, with its version where it says one
 * @param wanted what there should be
 * @param remedy what to do about it, empty if nothing
 */
record Finding(String what, State state, String found, String wanted, String remedy) {

    /** How a finding counts. */
    enum State {
        /** As wanted. */
        OK("ok"),
        /** Not there or not known, and estimates work without it. */
        NOTE("note"),
        /** Estimates do not work as asked for. */
        PROBLEM("PROBLEM");

        private final String label;

        State(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static Finding ok(String what, String found, String wanted) {
        return new Finding(what, State.OK, found, wanted, "");
    }

    static Finding note(String what, String found, String wanted, String remedy) {
        return new Finding(what, State.NOTE, found, wanted, remedy);
    }

    static Finding problem(String what, String found, String wanted, String remedy) {
        return new Finding(what, State.PROBLEM, found, wanted, remedy);
    }
}
