// SPDX-License-Identifier: Apache-2.0
/**
 * The live screen: takes events, sums them up in rows ({@link dev.udpbounce.screen.ScreenModel}), lets the user move,
 * sort and filter ({@link dev.udpbounce.screen.ScreenState}), and draws lines ({@link dev.udpbounce.screen.ScreenPainter})
 * on a terminal ({@link dev.udpbounce.screen.ScreenTerminal}), which alone uses JLine. Each of them works without the
 * next. Never here: how the timeline is worded.
 */
@NullMarked
package dev.udpbounce.screen;

import org.jspecify.annotations.NullMarked;
