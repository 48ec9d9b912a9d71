/** What test harnesses of hosts need: an approval provider that follows a script. */
export {
  type ScriptedAnswers,
  type ScriptedApprovals,
  type Shown,
  scriptedApprovals,
} from './scripted-approvals.js'
