package org.xattnbmd.sdk;

import org.xattnbmd.api.ApiBaseline;

/** The SDK's public API against the one that was agreed on. */
class ApiBaselineTest extends ApiBaseline {

    ApiBaselineTest() {
        super("bmd-sdk", 25);
    }
}
